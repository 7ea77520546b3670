import type { PropagationModel } from '../model/load';
import { addPatch, type SoftPatch } from '../mask/SoftPatch';
import { diceOfSoft } from '../mask/softMask';
import type { DrawnSlice } from '../volume/volume';
import { planRuns, type Run } from './plan';
import type { PreparedVolume } from './PreparedVolume';
import { startWalk } from './startWalk';
import { validateSupports } from './validate';

/**
 * The reverse check of a filled slice: its mask is propagated back to a drawn slice as if it had been drawn itself, and
 * compared with what was drawn there. It needs as many steps as there are slices between the two, so it is made on request.
 *
 * @param found the filled slice with its mask as it is now
 * @param between awaited before each step; what it throws ends the walk
 * @param empty slices that are known to be empty; the way back steps over them as the way there did
 * @returns Dice with the drawn mask, 0..1; 0 where the way back loses the object
 * @throws UserError for masks that do not fit the volume or are empty
 */
export async function carriedBack(
  model: PropagationModel,
  prepared: PreparedVolume,
  found: DrawnSlice,
  drawn: DrawnSlice,
  between: () => Promise<void> = async () => undefined,
  empty: readonly number[] = [],
): Promise<number> {
  validateSupports(prepared.volume, [found]);
  validateSupports(prepared.volume, [drawn]);
  const run = wayBack(model, found.slice, drawn.slice, empty);
  const walk = await startWalk(model, prepared.sourceFor(drawn), [found], run, drawn.slice);
  let dice = 0;
  while (!walk.done) {
    await between();
    for (const { slice, state, soft } of await walk.advance()) {
      if (slice === drawn.slice && state === 'found' && soft)
        dice = diceWith(drawn.mask, soft, prepared.volume.geometry.columns);
    }
  }
  return dice;
}

/** A plain model sees each slice alone, so that those in between do not matter to it. */
function wayBack(model: PropagationModel, from: number, to: number, empty: readonly number[]): Run {
  if (model.kind === 'plain') return { support: from, slices: [to] };
  return planRuns([from], [to], empty)[0];
}

function diceWith(mask: Uint8Array, patch: SoftPatch, columns: number): number {
  const soft = new Float32Array(mask.length);
  addPatch(soft, columns, patch, 1);
  return diceOfSoft(
    soft,
    Float32Array.from(mask, (value) => (value ? 1 : 0)),
  );
}
