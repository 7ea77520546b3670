import type { ByteSource } from './byteSource';
import { scanFragments, type Fragment } from './elements';
import type { PixelLayout } from './pixelLayout';

/** The pixel data does not hold the frame; the message is a sentence for the log. */
export class NoSuchFrame extends Error {
  override readonly name = 'NoSuchFrame';
}

/** The fragments of encapsulated pixel data, the offset table first; worth keeping when many frames are read. */
export function listFragments(source: ByteSource, layout: PixelLayout): readonly Fragment[] {
  return layout.encapsulated ? scanFragments(source, layout.offset, layout.offset + layout.length) : [];
}

/**
 * Reads one frame.
 *
 * @param source the bytes that the layout's offsets refer to
 * @param fragments what `listFragments` says
 * @param frame 1-based, as in DICOMweb
 * @returns the frame's bytes: little endian and padded to whole bytes, or one compressed bit stream
 * @throws NoSuchFrame when the instance has fewer frames or too few bytes for it
 */
export function readFrame(
  source: ByteSource,
  layout: PixelLayout,
  fragments: readonly Fragment[],
  frame: number,
): Buffer {
  if (!Number.isInteger(frame) || frame < 1 || frame > layout.frames) {
    throw new NoSuchFrame(`Frame ${frame} was asked for; the instance has frames 1 to ${layout.frames}.`);
  }
  if (!layout.encapsulated) return readNative(source, layout, frame);
  const [offsetTable, ...pieces] = fragments;
  const wanted = fragmentsOfFrame(source, offsetTable, pieces, layout.frames, frame);
  return Buffer.concat(wanted.map(({ offset, length }) => Buffer.from(source.read(offset, length))));
}

function readNative(source: ByteSource, layout: PixelLayout, frame: number): Buffer {
  const firstBit = (frame - 1) * layout.bitsPerFrame;
  const firstByte = Math.floor(firstBit / 8);
  const endByte = Math.ceil((firstBit + layout.bitsPerFrame) / 8);
  if (layout.bitsPerFrame === 0 || endByte > layout.length) {
    throw new NoSuchFrame(
      `The pixel data has ${layout.length} bytes, but frame ${frame} would end at byte ${endByte}: the file's rows, columns or number of frames are wrong.`,
    );
  }
  const bytes = Buffer.from(source.read(layout.offset + firstByte, endByte - firstByte));
  if (layout.swapBytes === 2) bytes.swap16();
  if (layout.swapBytes === 4) bytes.swap32();
  return alignBits(bytes, firstBit % 8, layout.bitsPerFrame);
}

/** Frames of 1-bit pixels follow each other without padding; a served frame starts at a whole byte. */
function alignBits(bytes: Buffer, shift: number, bits: number): Buffer {
  const length = Math.ceil(bits / 8);
  const unused = length * 8 - bits;
  if (shift === 0 && unused === 0) return bytes;
  const aligned = Buffer.alloc(length);
  for (let i = 0; i < length; i++) aligned[i] = (bytes[i] >> shift) | ((bytes[i + 1] ?? 0) << (8 - shift));
  aligned[length - 1] &= 0xff >> unused;
  return aligned;
}

function fragmentsOfFrame(
  source: ByteSource,
  offsetTable: Fragment | undefined,
  fragments: readonly Fragment[],
  frames: number,
  frame: number,
): readonly Fragment[] {
  if (frames === 1) return fragments;
  if (fragments.length === frames) return [fragments[frame - 1]];
  if (offsetTable && offsetTable.length >= 4 * frames) {
    const table = Buffer.from(source.read(offsetTable.offset, 4 * frames));
    // Its entries count from the first byte of the first fragment's item tag.
    const origin = fragments[0].offset - 8;
    const start = table.readUInt32LE(4 * (frame - 1));
    const end = frame < frames ? table.readUInt32LE(4 * frame) : Infinity;
    return fragments.filter(({ offset }) => offset - 8 - origin >= start && offset - 8 - origin < end);
  }
  throw new NoSuchFrame(
    `The pixel data has ${fragments.length} fragments for ${frames} frames and no offset table that says which belong together.`,
  );
}
