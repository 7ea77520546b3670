import { readSeg } from '@few-shot-lms/dicom-seg';
import { parsePart10 } from '@few-shot-lms/dicom-seg/testing';
import { segmentsToSave, segSource, SERIES_UID } from '../testing/segSource';
import { segWorkerPort } from '../testing/segWorkerPort';
import { buildSegFile } from './buildSegFile';
import type { SegSource } from './SegSource';
import { SegWriter } from './SegWriter';

const options = { encoding: 'LABELMAP', compressed: true, place: null } as const;

/** As a viewer has headers: behind proxies, with getters and functions. */
function viewerSource(): SegSource {
  const source = segSource();
  const instances = source.instances.map((instance) => {
    const { PatientID, ...own } = instance.dataset;
    const header = {
      ...own,
      get PatientID() {
        return PatientID;
      },
      PatientName: new Proxy([{ Alphabetic: 'A^B', toString: () => 'A^B' }], {}),
      PixelData: { retrieveBulkData: () => Promise.resolve() },
    };
    return { ...instance, dataset: new Proxy(header, {}) };
  });
  return { ...source, instances };
}

it('writes in the worker the same file, whatever the viewer’s headers are made of', async () => {
  expect(() => structuredClone(viewerSource())).toThrow();
  const file = await new SegWriter(segWorkerPort).write({
    source: viewerSource(),
    segments: segmentsToSave(segSource()),
    options,
  });
  const here = buildSegFile({ source: segSource(), segments: segmentsToSave(segSource()), options });
  expect(file).toMatchObject({ name: here.name, seriesDescription: here.seriesDescription, overlap: null });
  const { dataset } = parsePart10(new Uint8Array(file.bytes), { pixelData: false });
  expect(dataset).toMatchObject({ PatientID: 'P', SeriesNumber: 1004, FrameOfReferenceUID: '1.2.3.5' });
  expect(JSON.stringify(dataset.PatientName)).toContain('A^B');
  const target = { ...segSource(), seriesInstanceUid: SERIES_UID };
  const labelsOf = async (bytes: ArrayBuffer) => (await readSeg(new Uint8Array(bytes), target)).labelmap;
  expect(await labelsOf(file.bytes)).toEqual(await labelsOf(here.bytes));
});

it('hands the labelmaps over', async () => {
  const source = segSource();
  await new SegWriter(segWorkerPort).write({ source, segments: segmentsToSave(source), options });
  expect(source.labelmaps[0].length).toBe(0);
});

it('says what is wrong with the segmentation, and that the worker died', async () => {
  const source = segSource();
  const [first, second] = segmentsToSave(source);
  const twins = { source, segments: [first, { ...second, index: first.index }], options };
  await expect(new SegWriter(segWorkerPort).write(twins)).rejects.toThrow(/Two segments have the number 1/);

  const terminated: boolean[] = [];
  const dying = () => {
    const port = segWorkerPort();
    port.postMessage = () => port.onerror!({ message: 'out of memory' } as ErrorEvent);
    port.terminate = () => void terminated.push(true);
    return port;
  };
  const request = { source: segSource(), segments: [first, second], options };
  await expect(new SegWriter(dying).write(request)).rejects.toThrow(
    /writes segmentations stopped \(out of memory\); nothing was lost/,
  );
  expect(terminated).toEqual([true]);
});
