import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes that can be read in part. */
export interface ByteSource {
  readonly size: number;
  /** The `length` bytes at `offset`; shorter only where the source ends. The caller must not keep or change them. */
  read(offset: number, length: number): Buffer;
}

/** A DICOM header with few private blobs fits one window. */
const WINDOW = 64 * 1024;

/** A file read window by window, so that a header of some kilobytes costs one read and pixel data none. */
export class FileSource implements ByteSource {
  readonly size: number;
  private readonly descriptor: number;
  private window: Buffer = Buffer.alloc(0);
  private windowStart = 0;

  constructor(path: string) {
    this.descriptor = openSync(path, 'r');
    this.size = fstatSync(this.descriptor).size;
  }

  read(offset: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    if (wanted === 0) return Buffer.alloc(0);
    const within = offset - this.windowStart;
    if (within < 0 || within + wanted > this.window.length) {
      const window = Buffer.alloc(Math.min(Math.max(wanted, WINDOW), this.size - offset));
      const got = readSync(this.descriptor, window, 0, window.length, offset);
      this.window = window.subarray(0, got);
      this.windowStart = offset;
    }
    const start = offset - this.windowStart;
    return this.window.subarray(start, start + wanted);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** Bytes that are in memory already. */
export class BufferSource implements ByteSource {
  constructor(private readonly bytes: Buffer) {}

  get size(): number {
    return this.bytes.length;
  }

  read(offset: number, length: number): Buffer {
    return this.bytes.subarray(offset, offset + length);
  }
}
