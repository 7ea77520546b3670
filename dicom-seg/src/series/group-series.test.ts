import { makeSeries } from '../../testing';
import { readSeries } from './read-series';
import { writeSeg } from '../seg/write-seg';
import { groupSeries } from './group-series';

it('groups image files to series in the order they appear, and says why other files are not in it', async () => {
  const ct = makeSeries({ slices: 3, description: 'CT thin' });
  const mr = makeSeries({ slices: 4, enhanced: true, modality: 'MR', description: 'MR' });
  const series = await readSeries(ct.files);
  const seg = writeSeg({
    instances: series.instances,
    geometry: series.volume.geometry,
    labelmap: new Uint8Array(series.volume.data.length).fill(1),
    segments: [{ number: 1, label: 'all', algorithmType: 'MANUAL' }],
    kind: 'LABELMAP',
    encoding: 'RLE',
    software: { name: 'test', version: '1' },
  });
  const ignored: string[] = [];
  const found = await groupSeries(
    [
      { name: 'a.txt', bytes: new Uint8Array(10) },
      ...ct.files,
      { name: 'seg.dcm', bytes: seg },
      { name: 'cut.dcm', bytes: ct.files[0].bytes.slice(0, 400) },
      ...mr.files,
    ],
    (name, reason) => ignored.push(`${name}: ${reason}`),
  );
  expect(
    found.map(({ files, ...series }) => ({ ...series, files: files.map(({ source }) => source.name) })),
  ).toEqual([
    {
      seriesInstanceUid: ct.seriesInstanceUid,
      studyInstanceUid: ct.studyInstanceUid,
      modality: 'CT',
      description: 'CT thin',
      images: 3,
      files: ct.files.map(({ name }) => name),
    },
    {
      seriesInstanceUid: mr.seriesInstanceUid,
      studyInstanceUid: mr.studyInstanceUid,
      modality: 'MR',
      description: 'MR',
      images: 4,
      files: mr.files.map(({ name }) => name),
    },
  ]);
  expect(ignored).toEqual([
    'a.txt: not a DICOM file',
    'seg.dcm: a segmentation, not an image',
    expect.stringMatching(/^cut\.dcm: (damaged|no image)/),
  ]);
});
