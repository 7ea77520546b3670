import type { EventEmitter } from 'node:events';

/**
 * Lets the program go on when nobody reads its output any more, as behind `| head -1`: the result is a file, and what is
 * printed goes with it. Any other fault of the stream is thrown.
 */
export function outliveReader(stream: Pick<EventEmitter, 'on'>): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
