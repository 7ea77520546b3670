import { CancelledError, UserError } from '../errors';
import type { PropagationModel } from '../model/load';
import { makeSupport, type Support } from '../support/support';
import { toUnit, volumeIntensity, windowForObject, type GreyWindow } from '../preprocess/intensity';
import { sliceOf, type Volume } from '../volume/volume';
import { Chain, type ChainSlice, type SliceSource } from './chain';
import { iteratesOf } from './iterates';
import { neighboursOf, planRuns } from './plan';
import type { PropagationRequest, SliceResult } from './request';

const KEPT_SLICES = 12;

/**
 * Fills every slice of the range that is not drawn, outward from the supports, each exactly once. Deterministic. Between
 * two supports both chains are fused by distance. One segment a call.
 *
 * @throws UserError when the request makes no sense; CancelledError at most one slice after `signal` is aborted. What was
 *   yielded before stays valid.
 */
export async function* propagate(
  model: PropagationModel,
  request: PropagationRequest,
  options: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<SliceResult> {
  validateRequest(request);
  const { volume, supports } = request;
  const range = rangeOf(request);
  const entry = model.entry;
  const intensity = volumeIntensity(volume.data, volume.modality, entry.preprocess);
  const drawnSlices = supports.map((s) => s.slice);
  const chains: Chain[] = [];
  const prepared = new Map<
    number,
    { source: SliceSource; support: Support; drawn: Float32Array; mask: Uint8Array }
  >();
  for (const run of planRuns(drawnSlices, range)) {
    let made = prepared.get(run.support);
    if (!made) {
      const { mask } = supports.find((s) => s.slice === run.support)!;
      const window = windowForObject(intensity, valuesUnder(volume, run.support, mask), entry.preprocess);
      const source = sliceSource(volume, window);
      const support = makeSupport(source.unit(run.support), mask, source.spacing, entry);
      const drawn = await model.network.support(support.image, support.mask);
      made = { source, support, drawn, mask };
      prepared.set(run.support, made);
    }
    chains.push(new Chain(entry, model.network, made.source, made.support, made.drawn, run, made.mask));
  }
  const half = new Map<number, { chain: Chain; found: ChainSlice }>();
  while (chains.some((c) => !c.done)) {
    for (const chain of chains) {
      if (chain.done) continue;
      if (options.signal?.aborted) throw new CancelledError();
      for (const found of await chain.advance()) {
        if (found.slice < range[0] || found.slice > range[1]) continue;
        const { below, above } = neighboursOf(found.slice, drawnSlices);
        if (below === null || above === null) {
          yield resultOf(volume, [{ found, weight: 1 }], request, entry.crop.size);
          continue;
        }
        const other = half.get(found.slice);
        if (!other) {
          half.set(found.slice, { chain, found });
          continue;
        }
        half.delete(found.slice);
        const share = (c: Chain) =>
          (c.run.support === below ? above - found.slice : found.slice - below) / (above - below);
        const sides = [other, { chain, found }].map((s) => ({ found: s.found, weight: share(s.chain) }));
        yield resultOf(volume, sides, request, entry.crop.size);
      }
    }
  }
}

/** How many slices `propagate` will yield: the range without the supports. */
export function planSlices(request: PropagationRequest): number {
  const [first, last] = rangeOf(request);
  const drawn = new Set(request.supports.map((s) => s.slice).filter((s) => s >= first && s <= last));
  return Math.max(0, last - first + 1 - drawn.size);
}

/** @throws UserError when there is nothing to do or the request does not fit together. */
export function validateRequest(request: PropagationRequest): void {
  const { geometry, data } = request.volume;
  const pixels = geometry.columns * geometry.rows;
  if (geometry.slices < 1 || pixels < 1)
    throw new UserError('The series has no image to segment. Open another series.');
  if (data.length !== pixels * geometry.slices) {
    throw new UserError(
      'The series is incomplete: some slices did not load. Reload the study and try again.',
    );
  }
  if (request.supports.length === 0) {
    throw new UserError('Nothing is drawn yet. Draw the object on one slice, then propagate.');
  }
  const seen = new Set<number>();
  for (const { slice, mask } of request.supports) {
    if (!Number.isInteger(slice) || slice < 0 || slice >= geometry.slices) {
      throw new UserError(`Drawn slice ${slice} is outside the series (0 to ${geometry.slices - 1}).`);
    }
    if (seen.has(slice)) throw new UserError(`Slice ${slice} is given twice as drawn. Give each slice once.`);
    seen.add(slice);
    if (mask.length !== pixels) {
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

function rangeOf(request: PropagationRequest): readonly [number, number] {
  return request.range ?? [0, request.volume.geometry.slices - 1];
}

function valuesUnder(volume: Volume, slice: number, mask: Uint8Array): Float32Array {
  const values = sliceOf(volume, slice);
  const out: number[] = [];
  for (let p = 0; p < mask.length; p++) if (mask[p]) out.push(values[p]);
  return Float32Array.from(out);
}

/** Slices under one grey-value window, the latest few kept: a chain asks for each slice three times in a row. */
function sliceSource(volume: Volume, window: GreyWindow): SliceSource {
  const { columns, rows, slices, spacing, slicePositions } = volume.geometry;
  const kept = new Map<number, Float32Array>();
  return {
    columns,
    rows,
    slices,
    spacing: [spacing[0], spacing[1]],
    position: (slice) => slicePositions[slice],
    unit(slice) {
      let data = kept.get(slice);
      if (!data) {
        data = toUnit(sliceOf(volume, slice), window);
        kept.set(slice, data);
        if (kept.size > KEPT_SLICES) kept.delete(kept.keys().next().value!);
      }
      return { data, columns, rows };
    },
  };
}

/** One chain's slice, or the distance-weighted mean of two; a chain that ended or was refused counts as zero. */
function resultOf(
  volume: Volume,
  sides: readonly { readonly found: ChainSlice; readonly weight: number }[],
  request: PropagationRequest,
  size: number,
): SliceResult {
  const n = volume.geometry.columns * volume.geometry.rows;
  const best = sides.reduce((a, b) => (b.weight > a.weight ? b : a)).found;
  const soft = new Float32Array(n);
  const mask = new Uint8Array(n);
  const presentSides = sides.filter((s) => s.found.state === 'found' && s.found.soft);
  for (const { found, weight } of presentSides) {
    for (let p = 0; p < n; p++) soft[p] += weight * found.soft![p];
  }
  let area = 0;
  for (let p = 0; p < n; p++) {
    if (soft[p] > 0.5) {
      mask[p] = 1;
      area++;
    }
  }
  const refused = sides.find((s) => s.found.state === 'refused');
  if (presentSides.length === 0 && refused?.found.soft) soft.set(refused.found.soft);
  const mix = (f: (c: ChainSlice) => number) => sides.reduce((t, s) => t + s.weight * f(s.found), 0);
  const status =
    area > 0 ? 'propagated' : sides.every((s) => s.found.state === 'beyond-end') ? 'beyond-end' : 'absent';
  return {
    slice: best.slice,
    status,
    mask,
    soft,
    scores: {
      presence: mix((c) => c.scores.presence),
      certainty: mix((c) => c.scores.certainty),
      agreement: mix((c) => c.scores.agreement),
      trust: mix((c) => c.scores.trust),
    },
    milliseconds: {
      network: sides.reduce((t, s) => t + s.found.milliseconds.network, 0),
      other: sides.reduce((t, s) => t + s.found.milliseconds.other, 0),
    },
    ...(request.iterates && best.output ? { iterates: iteratesOf(best.output, size) } : {}),
  };
}
