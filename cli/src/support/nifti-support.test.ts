import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNifti } from '../nifti/read-nifti';
import { buildNifti } from '../testing/nifti-builder';
import { loadNiftiSupport } from './nifti-support';

const folder = mkdtempSync(join(tmpdir(), 'nifti-support-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('takes voxels that are no number for background', async () => {
  const values = Array.from({ length: 60 }, (_, n) => (n === 20 || n === 21 ? 1 : NaN));
  const bytes = buildNifti({ size: [5, 4, 3], values, type: 'float32' });
  const path = join(folder, 'labels.nii');
  writeFileSync(path, bytes);
  const { segments } = await loadNiftiSupport(path, readNifti(bytes, path).geometry);
  expect(segments).toHaveLength(1);
  const drawn = segments[0].slices
    .flatMap((slice) => [...segments[0].maskOf(slice)])
    .filter((voxel) => voxel > 0);
  expect(drawn).toHaveLength(2);
});
