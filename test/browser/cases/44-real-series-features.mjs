import { check, equal, eventually } from '../check.mjs';
import { drawEllipse } from '../draw.mjs';
import {
  choosePaperModel,
  featureCounts,
  featureLine,
  featuresReach,
  setDefaults,
  SLICE_MB,
} from '../features.mjs';
import { RIGHT_HEMISPHERE } from '../real-series.mjs';
import { filledOn, SAMPLE_SLICES } from '../viewer.mjs';

export const title =
  'real series: a range handle dragged by the mouse, and nothing filled outside; features made ahead stay within their memory';

const DRAWN = 12;
/** What the lower handle is dragged to, and the run goes from there to the drawn slice and as far beyond. */
const RANGE = [10, 14];
/** Slices whose features there is memory for. */
const FIT = 4;

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openStudy();
  await setDefaults(page, { featureMemoryMb: FIT * SLICE_MB });
  await viewer.createSegment();
  await drawEllipse(page, DRAWN, RIGHT_HEMISPHERE[DRAWN]);
  await viewer.part('support').waitFor();
  await viewer.modelReady();
  const drawn = await viewer.labels();

  const handle = (side) => page.locator(`[data-cy=fslms-range-handle][data-side=${side}]`);
  for (const [n, side] of ['low', 'high'].entries()) {
    await viewer.drag(handle(side), RANGE[n]);
    check(
      await eventually(async () => Number(await handle(side).getAttribute('data-slice')) === RANGE[n]),
      `the ${side} handle at slice ${RANGE[n]}: ${await handle(side).getAttribute('data-slice')}`,
    );
  }
  await viewer.propagateToEnd();
  const filled = await viewer.labels();
  const wanted = Array.from({ length: RANGE[1] - RANGE[0] + 1 }, (_, n) => RANGE[0] + n);
  equal(filledOn(filled), wanted, 'filled slices: those of the range');
  equal(filled[DRAWN], drawn[DRAWN], 'the drawn slice');
  await viewer.part('strip').scrollIntoViewIfNeeded();
  await viewer.screenshot('44-range-dragged');

  // The model that encodes whole slices has memory for some of them.
  await viewer.goTo(DRAWN);
  await choosePaperModel(viewer);
  await featuresReach(viewer, 'full');
  const full = `Features ready: ${FIT} of ${SAMPLE_SLICES}, ${FIT * SLICE_MB} MB; they may take no more memory`;
  equal(await featureLine(viewer), full, 'the line');
  equal(await featureCounts(viewer), { encoded: FIT, fromDisk: 0 }, 'slices encoded within the bound');
  await viewer.part('features').scrollIntoViewIfNeeded();
  await viewer.screenshot('44-features');

  // A run needs one more slice than fit, and keeps within the memory all the same.
  await viewer.propagateToEnd();
  const again = await viewer.labels();
  check(
    filledOn(again).every((k) => wanted.includes(k)),
    `the run of the other model stays in the range too: ${filledOn(again)}`,
  );
  equal(again[DRAWN], drawn[DRAWN], 'the drawn slice after it');
  await featuresReach(viewer, 'full');
  equal(await featureLine(viewer), full, 'the line after a run');
  const { encoded } = await featureCounts(viewer);
  check(encoded > FIT, `the run has encoded what was not there: ${encoded}`);
  note(`filled ${filledOn(filled)}, by the other model ${filledOn(again)}; ${encoded} slices encoded`);
}
