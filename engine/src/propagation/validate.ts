import { UserError } from '../errors';
import type { DrawnSlice, Volume } from '../volume/volume';
import type { PropagationRequest } from './request';

/** The undrawn slices of the range, ascending; default: of the whole volume. */
export function slicesToFill(request: PropagationRequest): number[] {
  const [first, last] = rangeOf(request);
  const drawn = new Set(request.supports.map((s) => s.slice));
  const slices: number[] = [];
  for (let slice = first; slice <= last; slice++) if (!drawn.has(slice)) slices.push(slice);
  return slices;
}

/** How many slices `propagate` will yield: the range without the supports. */
export function planSlices(request: PropagationRequest): number {
  return slicesToFill(request).length;
}

/** @throws UserError when there is nothing to do or the request does not fit together. */
export function validateRequest(request: PropagationRequest): void {
  const { geometry } = request.volume;
  validateVolume(request.volume);
  validateSupports(request.volume, request.supports);
  const [first, last] = rangeOf(request);
  if (first > last || first < 0 || last >= geometry.slices) {
    throw new UserError(
      `The range ${first} to ${last} is not inside the series (0 to ${geometry.slices - 1}). Choose another range.`,
    );
  }
  if (planSlices(request) === 0) {
    throw new UserError('Every slice of the range is drawn already: there is nothing left to propagate.');
  }
}

/** @throws UserError */
export function validateVolume({ geometry, data }: Volume): void {
  const pixels = geometry.columns * geometry.rows;
  if (geometry.slices < 1 || pixels < 1)
    throw new UserError('The series has no image to segment. Open another series.');
  if (data.length !== pixels * geometry.slices) {
    throw new UserError(
      'The series is incomplete: some slices did not load. Reload the study and try again.',
    );
  }
}

/** @throws UserError */
export function validateSupports({ geometry }: Volume, supports: readonly DrawnSlice[]): void {
  if (supports.length === 0) {
    throw new UserError('Nothing is drawn yet. Draw the object on one slice, then propagate.');
  }
  const seen = new Set<number>();
  for (const { slice, mask } of supports) {
    if (!Number.isInteger(slice) || slice < 0 || slice >= geometry.slices) {
      throw new UserError(`Drawn slice ${slice} is outside the series (0 to ${geometry.slices - 1}).`);
    }
    if (seen.has(slice)) throw new UserError(`Slice ${slice} is given twice as drawn. Give each slice once.`);
    seen.add(slice);
    if (mask.length !== geometry.columns * geometry.rows) {
      throw new UserError(
        `The mask of slice ${slice} has ${mask.length} pixels, the image ${geometry.columns} × ${geometry.rows}. Draw on this series.`,
      );
    }
    if (!mask.some((v) => v !== 0)) {
      throw new UserError(
        `The mask of slice ${slice} is empty. Draw the object on it, or leave the slice out.`,
      );
    }
  }
}

function rangeOf(request: PropagationRequest): readonly [number, number] {
  return request.range ?? [0, request.volume.geometry.slices - 1];
}
