import { check, equal, eventually } from '../check.mjs';
import { archivedSegs, hydrate, reopenWith } from '../segs.mjs';

export const title =
  'a SEG says what it shows and which slices were drawn; saved again after a reload it goes on';

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
