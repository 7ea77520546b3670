export interface FrameSize {
  readonly rows: number;
  readonly columns: number;
}

/** @throws Error if the header of a compressed frame says another size than the file: decoders reserve memory by it */
export function checkFrameSize(found: FrameSize, expected: FrameSize): void {
  if (found.rows !== expected.rows || found.columns !== expected.columns) {
    throw new Error('the size does not fit');
  }
}
