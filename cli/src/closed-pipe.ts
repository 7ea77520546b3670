import type { EventEmitter } from 'node:events';

/** Of a pipe that nobody reads any more, and of a terminal that is closed. */
const NO_READER = ['EPIPE', 'EIO'];

/**
 * Lets the program go on when nobody reads its output any more, as behind `| head -1` or in a terminal that was closed: the
 * result is a file, and what is printed goes with it. Any other fault of the stream is thrown.
 */
export function outliveReader(stream: Pick<EventEmitter, 'on'>): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!NO_READER.includes(error.code ?? '')) throw error;
  });
}
