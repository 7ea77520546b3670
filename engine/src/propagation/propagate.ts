import { CancelledError } from '../errors';
import type { PropagationModel } from '../model/load';
import type { Volume } from '../volume/volume';
import { PreparedVolume } from './PreparedVolume';
import { PropagationJob } from './PropagationJob';
import type { PropagationRequest, SliceResult } from './request';
import { slicesToFill, validateRequest } from './validate';

/**
 * Fills every slice of the range that is neither drawn, kept nor empty, outward from the supports, each exactly once. Deterministic. Between
 * two supports both walks are fused by distance. One segment a call; several at once: `PropagationJob`. Calls for the same
 * volume share what is known of it, so its voxels must not change between them.
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
  const prepared = preparedFor(model, request.volume);
  const { supports, empty, atLeast } = request;
  const segment = { supports, slices: slicesToFill(request), empty, atLeast };
  const job = new PropagationJob(model, prepared, [segment], { iterates: request.iterates });
  while (!job.done) {
    if (options.signal?.aborted) throw new CancelledError();
    yield* await job.advance();
  }
}

/** Each for as long as both its model and its volume live. */
const known = new WeakMap<PropagationModel, WeakMap<Volume, PreparedVolume>>();

function preparedFor(model: PropagationModel, volume: Volume): PreparedVolume {
  const volumes = known.get(model) ?? new WeakMap<Volume, PreparedVolume>();
  known.set(model, volumes);
  const prepared = volumes.get(volume) ?? new PreparedVolume(volume, model.entry.preprocess);
  volumes.set(volume, prepared);
  return prepared;
}
