import { readFileSync } from 'node:fs';
import { check, equal, eventually } from '../check.mjs';
import { startFaultyArchive } from '../faulty-archive.mjs';
import { archivedSegs } from '../segs.mjs';
import { startServer } from '../server.mjs';
import { Viewer } from '../viewer.mjs';
import { fileURLToPath } from 'node:url';

export const title =
  'an archive that does not take the SEG: nothing is lost, the panel says why, a retry works';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOWNLOAD = /or download the file so that nothing is lost\./;

/** What the archive does with a STOW request, and what the panel says to that. */
const FAILURES = [
  [401, /status 401\)\. You are not signed in/],
  [403, /status 403\)\. You may not store here/],
  [409, /status 409\)\. It found fault with the file/],
  [413, /status 413\)\. The file is larger than it takes/],
  [500, /status 500\)\. It is down or busy/],
  ['hang up', /status 502\)\. It is down or busy/],
];

export async function test(_, { note, browser, url, outputFolder }) {
  const archive = await startFaultyArchive(url);
  try {
    const server = await startServer(ROOT, ['viewer/start.mjs', '--dicomweb', archive.url]);
    try {
      const viewer = await Viewer.open(browser, server.url, outputFolder);
      await storeAgainAndAgain(viewer, archive, note);
      equal(viewer.pageErrors, [], 'errors in the page');
    } finally {
      await server.stop();
    }
  } finally {
    await archive.stop();
  }
}

async function storeAgainAndAgain(viewer, archive, note) {
  const { page } = viewer;
  await viewer.openDrawn();
  await viewer.settle();
  const drawn = await viewer.labels();
  const before = (await archivedSegs(viewer)).map(({ sop }) => sop);
  const added = async () => (await archivedSegs(viewer)).filter(({ sop }) => !before.includes(sop));

  for (const [failure, sentence] of FAILURES) {
    archive.failWith(failure);
    await failsWith(viewer, sentence, failure);
  }
  archive.failWith(null);

  // Not even our own server can be reached.
  await page.route('**/dicom-web/studies', (route) =>
    route.request().method() === 'POST' ? route.abort('connectionrefused') : route.continue(),
  );
  await failsWith(viewer, /no answer from the server\)\. Check the connection/, 'no network');
  await viewer.screenshot('31-no-network');
  const [download] = await Promise.all([page.waitForEvent('download'), viewer.part('download').click()]);
  const bytes = readFileSync(await download.path());
  equal(bytes.subarray(128, 132).toString('latin1'), 'DICM', 'prefix of the downloaded file');
  await page.unroute('**/dicom-web/studies');
  equal(await added(), [], 'SEGs stored by requests that failed');
  equal(await viewer.labels(), drawn, 'the drawing after all failures');

  // The archive takes the file, and its answer is lost.
  archive.failWith('lose the answer');
  await failsWith(viewer, /status 502\)/, 'a lost answer');
  archive.failWith(null);
  await viewer.part('store').click();
  await page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 30_000 });
  const stored = await added();
  check(stored.length >= 1, 'the retry stores the SEG');
  equal(new Set(stored.map(({ sop }) => sop)).size, stored.length, 'identifiers of the stored SEGs');
  note(
    `${FAILURES.length + 2} failures, then stored as ${stored.length} instance(s) of ${new Set(stored.map(({ series }) => series)).size} series`,
  );
  equal(await viewer.labels(), drawn, 'the drawing after it was saved');
}

/** Presses the button that stores, and waits for the sentence. The button then offers the retry. */
async function failsWith(viewer, sentence, failure) {
  await viewer.part('store').click();
  const saving = viewer.page.locator('[data-cy=fslms-saving][data-phase=failed]');
  await saving.waitFor({ state: 'attached', timeout: 30_000 });
  const said = async () => (await viewer.part('save').innerText()).replaceAll('\n', ' ');
  const heard = await eventually(async () => sentence.test(await said()), 10_000);
  check(heard, `the panel says ${sentence} to ${failure}: ${await said()}`);
  check(DOWNLOAD.test(await said()), `the panel names the download: ${await said()}`);
  equal(await viewer.part('store').innerText(), 'Try again', 'the button that stores');
}
