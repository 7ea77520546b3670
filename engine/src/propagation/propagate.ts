import { CancelledError } from '../errors';
import type { PropagationModel } from '../model/load';
import { PreparedVolume } from './PreparedVolume';
import { PropagationJob } from './PropagationJob';
import type { PropagationRequest, SliceResult } from './request';
import { slicesToFill, validateRequest } from './validate';

/**
 * Fills every slice of the range that is not drawn, outward from the supports, each exactly once. Deterministic. Between
 * two supports both walks are fused by distance. One segment a call; several at once: `PropagationJob`.
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
  const prepared = new PreparedVolume(request.volume, model.entry.preprocess);
  const segment = { supports: request.supports, slices: slicesToFill(request) };
  const job = new PropagationJob(model, prepared, [segment], { iterates: request.iterates });
  while (!job.done) {
    if (options.signal?.aborted) throw new CancelledError();
    yield* await job.advance();
  }
}
