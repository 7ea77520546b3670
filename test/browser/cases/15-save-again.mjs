import { check, equal, eventually } from '../check.mjs';
import { archivedSegs, hydrate, reopenWith, segDisplaySets } from '../segs.mjs';

export const title =
  'a SEG says what it shows and which slices were drawn; saved again after a reload it goes on; the panel lists all of them';

export async function test(viewer, { note }) {
  const { page } = viewer;
  await viewer.openDrawn();
  await viewer.limitRange(8, 12);
  await viewer.propagateToEnd();
  const kinds = (await viewer.cells()).map(({ kind }) => kind);
  check(kinds.includes('propagated'), `slices were filled in: ${kinds}`);

  // By keyboard alone, as a person who cannot use the mouse.
  await viewer.part('meanings').locator('summary').press('Enter');
  const picker = viewer.part('structure').getByRole('combobox');
  equal(await picker.getAttribute('placeholder'), 'Tissue (from its name)', 'what “Segment 1” means');
  await picker.fill('brain stem');
  await viewer.screenshot('15-picker');
  await picker.press('Backspace');
  await picker.fill('head');
  await picker.press('Enter');
  equal(await picker.inputValue(), 'Head', 'what was taken');

  const before = (await archivedSegs(viewer)).map(({ sop }) => sop);
  const save = async () => {
    await viewer.part('store').click();
    await page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 30_000 });
    await viewer.settle();
    return (await archivedSegs(viewer)).filter(({ sop }) => !before.includes(sop));
  };
  const [first, ...none] = await save();
  equal(none.length, 0, 'further SEGs');
  equal(described(first.header), { label: 'Segment 1', type: '69536005', by: 'SEMIAUTOMATIC' }, 'the SEG');
  const comments = commentsOf(first.header);
  equal(comments.filter((text) => text === 'Segment 1: drawn.').length, 1, 'frames that say drawn');
  check(
    comments.some((text) => /^Segment 1: propagated, /.test(text)),
    `frames say that they were filled in: ${comments.join(' | ')}`,
  );
  note(comments.at(-1));

  const { uid } = await reopenWith(viewer, first.sop);
  await hydrate(viewer, uid);
  check(
    await eventually(
      async () =>
        JSON.stringify((await viewer.cells()).map(({ kind }) => kind)) === JSON.stringify(asStored(kinds)),
      10_000,
    ),
    `the strip after a reload: ${(await viewer.cells()).map(({ kind }) => kind)}, before: ${kinds}`,
  );
  await viewer.part('meanings').locator('summary').click();
  equal(
    await viewer.part('structure').getByRole('combobox').getAttribute('placeholder'),
    'Head (from the opened SEG)',
    'what the opened SEG says',
  );
  await viewer.screenshot('15-reloaded');
  const again = (await save()).find(({ sop }) => sop !== first.sop);
  equal([again.series, again.number], [first.series, 2], 'series and number of the SEG that was saved again');
  equal(described(again.header), described(first.header), 'the SEG that was saved again');
  equal(commentsOf(again.header), comments, 'its comments');
  equal(trackingUid(again.header), trackingUid(first.header), 'its tracking identifier');

  // A third one differs; the second, which OHIF does not list then, is opened by the panel.
  const second = await viewer.labels();
  await viewer.scrollTo(5);
  await viewer.run('setToolActiveToolbar', { toolName: 'CircularBrush', toolGroupIds: ['default', 'mpr'] });
  await viewer.drawHead();
  await viewer.settle();
  check(JSON.stringify(await viewer.labels()) !== JSON.stringify(second), 'another slice is drawn');
  const third = (await save()).find(({ sop }) => ![first.sop, again.sop].includes(sop));
  equal([third.series, third.number], [first.series, 3], 'series and number of the third SEG');
  await reopenWith(viewer, third.sop);
  const listed = (await segDisplaySets(viewer)).filter(({ series }) => series === first.series);
  equal(
    listed.map(({ sop }) => sop),
    [third.sop],
    'SEGs of the series that OHIF lists',
  );
  await viewer.part('open').locator('summary').click();
  const titles = await viewer.part('open-seg').evaluateAll((entries) => entries.map(({ title }) => title));
  const numbers = titles
    .slice(0, 3)
    .map((title) => Number(/, no\. (\d+), \d{4}-\d\d-\d\d \d\d:\d\d$/.exec(title)?.[1]));
  equal(numbers, [3, 2, 1], `the panel's list, the newest first: ${titles.join(' | ')}`);
  note(titles.slice(0, 3).join(' | '));
  await viewer.screenshot('15-listed');
  await viewer.part('open-seg').nth(1).click();
  await page.locator('[data-cy=fslms-opening][data-phase=opened]').waitFor({ timeout: 60_000 });
  await viewer.settle();
  equal(await viewer.labels(), second, 'voxels of the second SEG, opened by the panel');
  const fourth = (await save()).find(({ sop }) => ![first.sop, again.sop, third.sop].includes(sop));
  equal(
    [fourth.series, fourth.number],
    [first.series, 4],
    'series and number of the SEG saved from the second',
  );
}

/** What a reload cannot bring back: slices without a voxel are not stored. */
function asStored(kinds) {
  return kinds.map((kind) => (kind === 'drawn' || kind === 'propagated' ? kind : 'empty'));
}

const segment = (header) => header['00620002'].Value[0];

function described(header) {
  return {
    label: segment(header)['00620005'].Value[0],
    type: segment(header)['0062000F'].Value[0]['00080100'].Value[0],
    by: segment(header)['00620008'].Value[0],
  };
}

function trackingUid(header) {
  return segment(header)['00620021'].Value[0];
}

function commentsOf(header) {
  return header['52009230'].Value.map((frame) => frame['00209111'].Value[0]['00209158']?.Value?.[0] ?? '');
}
