import { deflateRawSync } from 'node:zlib';
import type { SeriesOptions } from '../../testing';
import { encodeDataset, encodeFile, encodingOf, makeSeries, seededRandom } from '../../testing';
import { parsePart10 } from '../part10/parse-part10';
import { TransferSyntax } from '../part10/transfer-syntax';
import { readHeader } from './read-header';

/** The header of a file, and how much of it was read each time; undefined: all. */
async function headerOf(bytes: Uint8Array) {
  const lengths: (number | undefined)[] = [];
  const header = await readHeader({
    name: 'a file',
    read: async (length = undefined) => {
      lengths.push(length);
      return bytes.slice(0, length);
    },
  });
  return { header, lengths };
}

const file = (options: SeriesOptions) => makeSeries({ slices: 1, ...options }).files[0].bytes;
const LARGE = { columns: 600, rows: 600 };
const USUAL = 2 ** 18;
const PRIVATE = [
  ['00290010', 'LO', 'MAKER'],
  ['00291010', 'OB', new Uint8Array(300_000)],
] as const;

it.each(['explicit', 'implicit', 'big-endian', 'rle'] as const)(
  'does not read the pixels of a large image: %s',
  async (transferSyntax) => {
    const bytes = file({ ...LARGE, transferSyntax });
    expect(bytes.length).toBeGreaterThan(USUAL);
    const { header, lengths } = await headerOf(bytes);
    expect(lengths).toEqual([USUAL]);
    expect(header).toEqual(parsePart10(bytes, { pixelData: false }));
  },
);

it.each<[string, Uint8Array]>([
  ['one element', file({ elements: PRIVATE })],
  ['many frames', file({ slices: 600, enhanced: true })],
])('reads the whole file for a long header of %s', async (_, bytes) => {
  const { header, lengths } = await headerOf(bytes);
  expect(lengths).toEqual([USUAL, undefined]);
  expect(header).toEqual(parsePart10(bytes, { pixelData: false }));
  expect(header).toMatchObject({ hasPixelData: true, damaged: false });
});

it('reads a dataset that is deflated as a whole', async () => {
  const transferSyntax = TransferSyntax.deflatedExplicitLittleEndian;
  const random = seededRandom(7);
  const dataset = encodeDataset(
    [
      ['00280010', 'US', 600],
      // Noise, which does not get shorter.
      ['7FE00010', 'OW', Uint8Array.from({ length: 2 * USUAL }, () => random(256))],
    ],
    encodingOf(transferSyntax),
  );
  const bytes = encodeFile({
    ...{ sopClassUid: '1.2.3', sopInstanceUid: '1.2.4', transferSyntax, elements: [] },
    pixelDataElement: new Uint8Array(deflateRawSync(dataset)),
  });
  expect(bytes.length).toBeGreaterThan(USUAL);
  const { header } = await headerOf(bytes);
  expect(header).toEqual(parsePart10(bytes, { pixelData: false }));
  expect(header).toMatchObject({ dataset: { Rows: 600 }, hasPixelData: true, damaged: false });
});

it('reads a small file once', async () => {
  const bytes = file({});
  const { header, lengths } = await headerOf(bytes);
  expect(lengths).toEqual([USUAL]);
  expect(header).toEqual(parsePart10(bytes, { pixelData: false }));
});

it('says of a damaged file what it says of the whole one', async () => {
  const bytes = file({ elements: PRIVATE }).slice(0, 290_000);
  const { header } = await headerOf(bytes);
  expect(header).toEqual(parsePart10(bytes, { pixelData: false }));
  expect(header).toMatchObject({ hasPixelData: false });
});

it('looks at the start of what is not DICOM only', async () => {
  expect(await headerOf(new Uint8Array(1_000_000))).toEqual({
    header: { reason: 'not a DICOM file' },
    lengths: [USUAL],
  });
});
