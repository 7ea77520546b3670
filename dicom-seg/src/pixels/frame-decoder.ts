import type { JpxTile } from 'daikon/lib/jpx.js';
import { messageOf } from '../part10/parse-part10';
import { TransferSyntax, transferSyntaxName } from '../part10/transfer-syntax';
import { unpackBits } from './bit-packing';
import { emscriptenDecoder } from './emscripten-decoder';
import type { FrameFormat, FrameValues } from './frame-format';
import { wordsOf } from './frame-format';
import { inflateFrame } from './inflate-frame';
import { checkFrameSize } from './frame-size';
import { jpegFrameSize } from './jpeg-frame-size';
import { checkJpeg2000End, jpeg2000FrameSize } from './jpeg2000-frame';
import { decodeJpegLs } from './jpeg-ls';
import { decodeJpegLossless } from './jpeg-lossless';
import { decodeRle } from './rle';
import { dicomError } from '../sentences';

/** Decodes one compressed frame. Throws an Error that ends a sentence: "it is cut off". */
export type FrameDecoder = (bytes: Uint8Array, format: FrameFormat) => FrameValues;

/** A codec starts when the first file needs it; until then it takes no memory. */
type StartDecoder = () => FrameDecoder | Promise<FrameDecoder>;

const rle: StartDecoder = () => (bytes, format) =>
  fromBytes(format, (size, bytesPerPixel) => decodeRle(bytes, size, bytesPerPixel));

const deflated: StartDecoder = () => (bytes, format) =>
  fromBytes(format, (size, bytesPerPixel) => inflateFrame(bytes, size * bytesPerPixel));

const jpegLossless: StartDecoder = () => (bytes, format) => {
  checkFrameSize(jpegFrameSize(bytes), format);
  return decodeJpegLossless(bytes);
};

const jpegLs: StartDecoder = () => (bytes, format) => {
  checkFrameSize(jpegFrameSize(bytes), format);
  return decodeJpegLs(bytes);
};

const jpegBaseline: StartDecoder = async () => {
  const { JpegImage } = await import('daikon/lib/jpeg-baseline.js');
  return (bytes, format) => {
    checkFrameSize(jpegFrameSize(bytes), format);
    const image = new JpegImage();
    image.parse(bytes);
    if (image.components.length !== 1) throw new Error('it has several components');
    return image.getData(format.columns, format.rows);
  };
};

/** In JavaScript several times as fast as OpenJPEG, which is for the high-throughput kind alone. */
const jpeg2000: StartDecoder = async () => {
  const { default: JpxImage } = await import('daikon/lib/jpx.js');
  return (bytes, format) => {
    checkFrameSize(jpeg2000FrameSize(bytes), format);
    checkJpeg2000End(bytes);
    const image = new JpxImage();
    image.parse(bytes);
    if (image.componentsCount !== 1) throw new Error('it has several components');
    return Int32Array.from(wholeImage(image.tiles, format));
  };
};

function wholeImage(tiles: readonly JpxTile[], { rows, columns }: FrameFormat): ArrayLike<number> {
  if (tiles.length === 1) return tiles[0].items;
  const whole = new Int32Array(columns * rows);
  for (const { left, top, width, height, items } of tiles) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        whole[(top + row) * columns + left + column] = items[row * width + column];
      }
    }
  }
  return whole;
}

const htj2k: StartDecoder = emscriptenDecoder({
  load: async () => (await import('@cornerstonejs/codec-openjpeg/decode')).default,
  name: 'J2KDecoder',
  sizeOf: jpeg2000FrameSize,
});

const decoders: Readonly<Record<string, StartDecoder>> = {
  [TransferSyntax.rle]: rle,
  [TransferSyntax.deflatedImageFrame]: deflated,
  [TransferSyntax.jpegBaseline]: jpegBaseline,
  [TransferSyntax.jpegLossless]: jpegLossless,
  [TransferSyntax.jpegLosslessFirstOrder]: jpegLossless,
  [TransferSyntax.jpegLsLossless]: jpegLs,
  [TransferSyntax.jpegLsNearLossless]: jpegLs,
  [TransferSyntax.jpeg2000Lossless]: jpeg2000,
  [TransferSyntax.jpeg2000]: jpeg2000,
  [TransferSyntax.htj2kLossless]: htj2k,
  [TransferSyntax.htj2kLosslessRpcl]: htj2k,
  [TransferSyntax.htj2k]: htj2k,
};

/** Transfer syntaxes with compressed frames that can be read; the conformance statement lists them. */
export const readableCompressions: readonly string[] = Object.keys(decoders);

/** No codec makes more pixels of a byte; sizes that cannot be true must not reserve memory. */
const MOST_PIXELS_PER_BYTE = 2 ** 16;

/**
 * The decoder for a transfer syntax.
 *
 * @returns a function that throws a UserError for damaged data, and otherwise gives rows × columns values
 * @throws UserError if there is no decoder for the transfer syntax
 */
export async function frameDecoder(transferSyntax: string): Promise<FrameDecoder> {
  const start = decoders[transferSyntax];
  const name = transferSyntaxName(transferSyntax);
  if (!start) {
    throw dicomError('unknownCompression', name);
  }
  const decode = await start();
  return (bytes, format) => {
    const size = format.rows * format.columns;
    let values;
    try {
      if (size > bytes.length * MOST_PIXELS_PER_BYTE) throw new Error('it is cut off');
      values = decode(bytes, format);
      if (values.length !== size) throw new Error('the number of pixels is wrong');
    } catch (error) {
      throw dicomError('frameDamaged', name, messageOf(error));
    }
    return values;
  };
}

function fromBytes(
  { rows, columns, bitsAllocated }: FrameFormat,
  bytesOf: (size: number, bytesPerPixel: number) => Uint8Array,
): FrameValues {
  const size = rows * columns;
  if (bitsAllocated === 1) return unpackBits(bytesOf(Math.ceil(size / 8), 1), 0, size);
  return wordsOf(bytesOf(size, bitsAllocated / 8), bitsAllocated);
}
