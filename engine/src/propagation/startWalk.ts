import type { PropagationModel } from '../model/load';
import { PlainWalk } from '../plain/PlainWalk';
import { makeSupport } from '../support/support';
import type { DrawnSlice } from '../volume/volume';
import { Chain } from './chain';
import type { Run } from './plan';
import { reachOf } from './reach';
import type { SliceSource } from './SliceSource';
import type { Walk } from './Walk';

/**
 * A walk by whatever kind of model there is: encodes the drawn slice, predicts nothing yet.
 * @param source slices under the grey-value window for what is drawn
 * @param supports all drawn slices of the segment, the walk's own among them
 * @param end the walk goes on to this slice whatever presence says; null: the model's rule decides
 */
export async function startWalk(
  model: PropagationModel,
  source: SliceSource,
  supports: readonly DrawnSlice[],
  run: Run,
  end: number | null,
): Promise<Walk> {
  const drawn = supports.find(({ slice }) => slice === run.support)!;
  if (model.kind === 'plain') return PlainWalk.start(model.entry, model.network, source, drawn, run, end);
  const { entry, network } = model;
  const support = makeSupport(source.unit(run.support), drawn.mask, source.spacing, entry);
  const prototypes = await network.support(support.image, support.mask);
  return new Chain(
    entry,
    network,
    source,
    support,
    prototypes,
    run,
    drawn.mask,
    reachOf(run, supports, source),
    end,
  );
}
