import { createRequire } from 'node:module';
import { check, equal } from './check.mjs';

const dcmjs = createRequire(new URL('../../dicom-seg/package.json', import.meta.url))('dcmjs');

const BINARY_SEG = '1.2.840.10008.5.1.4.1.1.66.4';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** Stores Part 10 files by STOW-RS. */
export async function stow(url, files) {
  const boundary = 'files-of-the-test';
  const parts = files.flatMap(({ bytes }) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ]);
  const response = await fetch(`${url}/dicom-web/studies`, {
    method: 'POST',
    headers: {
      'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
      accept: 'application/dicom+json',
    },
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  });
  equal(response.status, 200, 'status of the STOW');
}

/** Series of a modality in the archive. */
export async function seriesOf(url, study, modality) {
  const response = await fetch(`${url}/dicom-web/studies/${study}/series?Modality=${modality}`, {
    headers: { accept: 'application/dicom+json' },
  });
  const series = response.status === 204 ? [] : await response.json();
  return series.map((entry) => entry['0020000E'].Value[0]);
}

/** The only instance of a series as a Part 10 file, by WADO-RS. */
export async function onlyInstance(url, study, series) {
  const response = await fetch(`${url}/dicom-web/studies/${study}/series/${series}`, {
    headers: { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
  });
  equal(response.status, 200, 'status of the retrieval');
  const boundary = /boundary="?([^";]+)/.exec(response.headers.get('content-type'))[1];
  const body = Buffer.from(await response.arrayBuffer());
  const delimiter = Buffer.from(`--${boundary}`);
  const start = body.indexOf('\r\n\r\n', body.indexOf(delimiter)) + 4;
  const end = body.indexOf(Buffer.from(`\r\n--${boundary}`), start);
  equal(body.toString('latin1', end + 2 + delimiter.length).trim(), '--', 'what follows the only instance');
  return body.subarray(start, end);
}

/**
 * Reads an uncompressed BINARY SEG by the words of the standard, apart from the product's own reader.
 *
 * @returns the series it names, and per frame: segment, SOP instance of the image, place in space, voxels of 0 and 1
 */
export function readBinarySeg(file) {
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const { meta, dict } = dcmjs.data.DicomMessage.readFile(bytes);
  equal(meta['00020010'].Value[0], EXPLICIT_LITTLE_ENDIAN, 'transfer syntax of the SEG');
  const seg = dcmjs.data.DicomMetaDictionary.naturalizeDataset(dict);
  equal(seg.SOPClassUID, BINARY_SEG, 'SOP class of the SEG');
  equal(seg.SegmentationType, 'BINARY', 'type of the SEG');
  equal(Number(seg.BitsAllocated), 1, 'bits of a pixel');
  const [rows, columns, count] = [seg.Rows, seg.Columns, seg.NumberOfFrames].map(Number);
  const packed = new Uint8Array([seg.PixelData].flat()[0]);
  check(packed.length >= (rows * columns * count) / 8, 'the SEG holds all its pixels');
  const shared = only(seg.SharedFunctionalGroupsSequence, 'shared functional groups');
  const groups = [seg.PerFrameFunctionalGroupsSequence].flat();
  equal(groups.length, count, 'frames that are described');
  const frames = groups.map((group, frame) => {
    const item = (name) => only(group[name] ?? shared[name], `${name} of frame ${frame}`);
    const derivation = item('DerivationImageSequence');
    const source = only(derivation.SourceImageSequence, `source image of frame ${frame}`);
    return {
      segment: Number(item('SegmentIdentificationSequence').ReferencedSegmentNumber),
      sop: source.ReferencedSOPInstanceUID,
      position: item('PlanePositionSequence').ImagePositionPatient.map(Number),
      orientation: item('PlaneOrientationSequence').ImageOrientationPatient.map(Number),
      spacing: item('PixelMeasuresSequence').PixelSpacing.map(Number),
      // Pixels of one bit follow each other over the frames without a gap, the first in the lowest bit.
      voxels: Array.from({ length: rows * columns }, (_, n) => {
        const bit = frame * rows * columns + n;
        return (packed[bit >> 3] >> (bit & 7)) & 1;
      }),
    };
  });
  const referencedSeries = [seg.ReferencedSeriesSequence].flat().map((item) => item.SeriesInstanceUID);
  return { rows, columns, frames, referencedSeries };
}

function only(sequence, what) {
  const items = sequence === undefined ? [] : [sequence].flat();
  equal(items.length, 1, `items in the ${what}`);
  return items[0];
}
