import { engineError } from '../sentences';
import type { DrawnSlice, Volume } from '../volume/volume';
import type { PropagationRequest } from './request';

/** The slices of the range that are neither drawn, kept nor empty, ascending; default: of the whole volume. */
export function slicesToFill(request: PropagationRequest): number[] {
  const [first, last] = rangeOf(request);
  const { supports, kept = [], empty = [] } = request;
  const left = new Set([...supports.map((s) => s.slice), ...kept, ...empty]);
  const slices: number[] = [];
  for (let slice = first; slice <= last; slice++) if (!left.has(slice)) slices.push(slice);
  return slices;
}

/** How many slices `propagate` will yield: the range without supports, kept and empty slices. */
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
    throw engineError('rangeOutside', first, last, geometry.slices - 1);
  }
  validateEmpty(request);
  validateEnds(request);
  if (planSlices(request) === 0) {
    const { kept = [], empty = [] } = request;
    throw engineError(kept.length + empty.length > 0 ? 'nothingToFill' : 'allDrawn');
  }
}

/** @throws UserError */
export function validateVolume({ geometry, data }: Volume): void {
  const pixels = geometry.columns * geometry.rows;
  if (geometry.slices < 1 || pixels < 1) throw engineError('noImage');
  if (data.length !== pixels * geometry.slices) {
    throw engineError('incomplete');
  }
}

/** @throws UserError */
export function validateSupports({ geometry }: Volume, supports: readonly DrawnSlice[]): void {
  if (supports.length === 0) {
    throw engineError('nothingDrawn');
  }
  const seen = new Set<number>();
  for (const { slice, mask } of supports) {
    if (!isSliceOf({ geometry }, slice)) {
      throw engineError('drawnOutside', slice, geometry.slices - 1);
    }
    if (seen.has(slice)) throw engineError('drawnTwice', slice);
    seen.add(slice);
    if (mask.length !== geometry.columns * geometry.rows) {
      throw engineError('maskSize', slice, mask.length, geometry.columns, geometry.rows);
    }
    if (!mask.some((v) => v !== 0)) {
      throw engineError('maskEmpty', slice);
    }
  }
}

function validateEmpty({ volume, supports, kept, empty = [] }: PropagationRequest): void {
  for (const slice of empty) {
    if (!isSliceOf(volume, slice)) throw engineError('emptyOutside', slice, volume.geometry.slices - 1);
    if (supports.some((drawn) => drawn.slice === slice)) throw engineError('emptyDrawn', slice);
    if (kept?.includes(slice)) throw engineError('emptyKept', slice);
  }
}

function validateEnds({ volume, atLeast: { low, high } = {} }: PropagationRequest): void {
  for (const end of [low, high]) {
    if (end !== undefined && !isSliceOf(volume, end))
      throw engineError('endOutside', end, volume.geometry.slices - 1);
  }
}

function isSliceOf({ geometry }: Pick<Volume, 'geometry'>, slice: number): boolean {
  return Number.isInteger(slice) && slice >= 0 && slice < geometry.slices;
}

function rangeOf(request: PropagationRequest): readonly [number, number] {
  return request.range ?? [0, request.volume.geometry.slices - 1];
}
