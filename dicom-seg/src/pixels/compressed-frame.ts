import { UserError } from '@few-shot-lms/engine';
import { JpegImage } from 'daikon/lib/jpeg-baseline.js';
import JpxImage from 'daikon/lib/jpx.js';
import { messageOf } from '../part10/parse-part10';
import { TransferSyntax, transferSyntaxName } from '../part10/transfer-syntax';
import { decodeJpegLossless } from './jpeg-lossless';
import { decodeJpegLs } from './jpeg-ls';
import type { PixelFormat } from './pixel-format';
import { decodeRle } from './rle';

type Decoder = (bytes: Uint8Array, format: PixelFormat) => ArrayLike<number>;

const decodeJpegLosslessFrame: Decoder = (bytes, { columns, rows }) => {
  const image = decodeJpegLossless(bytes);
  if (image.columns !== columns || image.rows !== rows) throw new Error('the size does not fit');
  return image.values;
};

const decodeJpegBaseline: Decoder = (bytes, { columns, rows, bitsAllocated }) => {
  const image = new JpegImage();
  image.parse(bytes);
  if (image.width !== columns || image.height !== rows) throw new Error('the size does not fit');
  return bitsAllocated === 8 ? image.getData(columns, rows) : image.getData16(columns, rows);
};

const decodeJpegLsFrame: Decoder = (bytes, { columns, rows }) => {
  const image = decodeJpegLs(bytes);
  if (image.columns !== columns || image.rows !== rows) throw new Error('the size does not fit');
  return image.values;
};

const decodeJpeg2000: Decoder = (bytes, { columns, rows }) => {
  const image = new JpxImage();
  image.parse(bytes);
  if (image.width !== columns || image.height !== rows) throw new Error('the size does not fit');
  if (image.componentsCount !== 1) throw new Error('it has several components');
  if (image.tiles.length === 1) return image.tiles[0].items;
  const whole = new Int32Array(columns * rows);
  for (const { left, top, width, height, items } of image.tiles) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        whole[(top + row) * columns + left + column] = items[row * width + column];
      }
    }
  }
  return whole;
};

const decodeRleFrame: Decoder = (bytes, { columns, rows, bitsAllocated }) => {
  const little = decodeRle(bytes, columns * rows, bitsAllocated / 8);
  if (bitsAllocated === 8) return little;
  return bitsAllocated === 16 ? new Uint16Array(little.buffer) : new Uint32Array(little.buffer);
};

const decoders: Readonly<Record<string, Decoder>> = {
  [TransferSyntax.rle]: decodeRleFrame,
  [TransferSyntax.jpegBaseline]: decodeJpegBaseline,
  [TransferSyntax.jpegLossless]: decodeJpegLosslessFrame,
  [TransferSyntax.jpegLosslessFirstOrder]: decodeJpegLosslessFrame,
  [TransferSyntax.jpegLsLossless]: decodeJpegLsFrame,
  [TransferSyntax.jpegLsNearLossless]: decodeJpegLsFrame,
  [TransferSyntax.jpeg2000Lossless]: decodeJpeg2000,
  [TransferSyntax.jpeg2000]: decodeJpeg2000,
};

/** UIDs of the compressed transfer syntaxes that can be read. */
export const readableCompressions: readonly string[] = Object.keys(decoders);

/**
 * Decodes one compressed frame of grey values.
 *
 * @returns rows × columns values; bits above those stored are not yet masked
 * @throws UserError if there is no decoder for the transfer syntax, or the data are damaged
 */
export function decodeCompressedFrame(
  bytes: Uint8Array,
  transferSyntax: string,
  format: PixelFormat,
): ArrayLike<number> {
  const decode = decoders[transferSyntax];
  if (!decode) {
    throw new UserError(
      `The images are compressed as ${transferSyntaxName(transferSyntax)}, which cannot be read here; convert them to Explicit VR Little Endian (for example with dcmtk's dcmconv, dcmdjpeg, or gdcmconv --raw) and try again.`,
    );
  }
  let values;
  try {
    values = decode(bytes, format);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `An image compressed as ${transferSyntaxName(transferSyntax)} cannot be decoded (${messageOf(error)}); convert the series to Explicit VR Little Endian and try again.`,
    );
  }
  if (values.length !== format.rows * format.columns) {
    throw new UserError(
      `An image compressed as ${transferSyntaxName(transferSyntax)} has the wrong number of pixels; export the series again from its source.`,
    );
  }
  return values;
}
