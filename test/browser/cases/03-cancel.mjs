import { check, equal, eventually } from '../check.mjs';
import { voxelsOf } from '../viewer.mjs';

export const title = 'cancel keeps the finished slices; a second run replaces them';

export async function test(viewer, { note }) {
  await viewer.openDrawn();
  const before = await viewer.labels();
  await viewer.modelReady();
  const normal = await viewer.slowDown();
  await viewer.propagate();
  check(await eventually(async () => done(viewer).then((n) => n >= 2), 120_000), 'two slices come');
  const cancelledAt = Date.now();
  await viewer.part('cancel').click();
  equal(await viewer.runEnded(), 'cancelled', 'how the run ended');
  await normal();
  note(`cancelled within ${Date.now() - cancelledAt} ms`);
  await viewer.settle();
  const kept = await viewer.labels();
  const filled = kept.filter((slice, k) => slice !== before[k]).length;
  check(filled >= 2 && filled < 19, `the finished slices are kept: ${filled}`);
  await viewer.screenshot('03-cancelled');

  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how the second run ended');
  await viewer.settle();
  const after = await viewer.labels();
  kept.forEach((slice, k) => {
    if (slice) equal(after[k], slice, `slice ${k}, which both runs filled`);
  });
  check(after.filter((slice) => voxelsOf(slice, 1) > 0).length > filled + 1, 'the second run fills the rest');

  // The two runs are two steps for undo.
  await viewer.undo();
  equal(await viewer.labels(), kept, 'the labelmap after one undo');
  await viewer.undo();
  equal(await viewer.labels(), before, 'the labelmap after two undos');
}

async function done(viewer) {
  const part = viewer.part('progress');
  const text = (await part.count()) > 0 ? await part.innerText() : '';
  return Number(/(\d+) of 19/.exec(text)?.[1] ?? 0);
}
