import { check, equal } from '../check.mjs';
import { drawEllipse } from '../draw.mjs';
import { objectOn, openLongSeries } from '../long-series.mjs';
import { voxelsOf } from '../viewer.mjs';

export const title =
  'where two labels of a run meet each voxel has one; a label outside the run gives way only when the user allows it';

const DRAWN = 20;
const NEAR = 4;

export async function test(viewer, { note, url }) {
  const { page } = viewer;
  await openLongSeries(viewer, url);
  await viewer.createSegment();
  await viewer.addSegments('Other 1', 'Other 2');
  // Two halves of one object, which nothing but the drawing tells apart: both claim voxels in the middle.
  const { centre, radii } = objectOn(DRAWN);
  await drawEllipse(page, DRAWN, { centre, radii }, 1);
  await drawEllipse(page, DRAWN, { centre: [centre[0] + 12, centre[1]], radii: [radii[0] - 8, radii[1]] }, 2);
  // In the way of the first label, outside the run.
  const third = objectOn(DRAWN - NEAR);
  const patch = { centre: [third.centre[0] - 12, third.centre[1]], radii: [5, 5] };
  await drawEllipse(page, DRAWN - NEAR, patch, 3);
  await viewer.settle();
  await page.locator('[data-cy=fslms-label][data-segment="3"] [data-cy=fslms-label-takes-part]').uncheck();
  await viewer.run('fewShotLmsSetRange', { range: null });
  const before = await viewer.labels();

  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', 'how the run of both labels ended');
  await viewer.settle();
  const together = await viewer.labels();
  const near = range(DRAWN - NEAR + 1, DRAWN + NEAR).filter((k) => k !== DRAWN);
  for (const label of [1, 2]) {
    check(
      near.every((k) => voxelsOf(together[k], label) > 0),
      `label ${label} is on the slices beside the drawn one`,
    );
  }
  equal(voxelsOf(together[DRAWN - NEAR], 3), voxelsOf(before[DRAWN - NEAR], 3), 'voxels of the third label');
  equal(
    together[DRAWN - NEAR].split(' ').filter((run) => run.endsWith('=3')),
    before[DRAWN - NEAR].split(' ').filter((run) => run.endsWith('=3')),
    'the third label, which takes no part',
  );

  // Each label alone claims voxels that the other one got: neither simply wins.
  await viewer.undo();
  equal(await viewer.labels(), before, 'the labelmap after undo');
  const alone = {};
  for (const label of [1, 2]) {
    await run(viewer, { takesPart: label });
    alone[label] = await viewer.labels();
    await viewer.undo();
  }
  const claimed = near.map((k) => overlap(alone[1][k], alone[2][k], 1, 2));
  const claims = claimed.reduce((sum, list) => sum + list.length, 0);
  const won = [1, 2].map((label) =>
    near.reduce((sum, k, n) => {
      const own = new Set(voxels(together[k], label));
      return sum + claimed[n].filter((voxel) => own.has(voxel)).length;
    }, 0),
  );
  note(`${claims} voxels claimed by both; the first got ${won[0]}, the second ${won[1]}`);

  check(claims > 50, `both labels claim voxels: ${claims}`);
  check(won[0] > 0 && won[1] > 0, `neither label wins everywhere: ${won}`);

  // The switch.
  await page.locator('[data-cy=fslms-overwrite]').check();
  await run(viewer, { takesPart: 1 });
  const over = await viewer.labels();
  check(
    voxelsOf(over[DRAWN - NEAR], 3) < voxelsOf(before[DRAWN - NEAR], 3),
    'with the switch the third label gives way',
  );
  await viewer.undo();
  equal(await viewer.labels(), before, 'the labelmap after undo: the third label is back');
}

/** A run of one label alone. */
async function run(viewer, { takesPart }) {
  for (const label of [1, 2]) {
    await viewer.run('fewShotLmsSetTakesPart', { segmentIndex: label, takesPart: label === takesPart });
  }
  await viewer.settle();
  await viewer.propagate();
  equal(await viewer.runEnded(), 'done', `how the run of label ${takesPart} ended`);
  await viewer.settle();
}

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}

function voxels(slice, value) {
  return slice
    .split(' ')
    .filter((run) => run.endsWith(`=${value}`))
    .flatMap((run) => {
      const [from, to] = run.split('=')[0].split('-').map(Number);
      return range(from, to - 1);
    });
}

function overlap(sliceA, sliceB, a, b) {
  const there = new Set(voxels(sliceA, a));
  return voxels(sliceB, b).filter((voxel) => there.has(voxel));
}
