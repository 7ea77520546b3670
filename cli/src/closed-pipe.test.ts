import { PassThrough } from 'node:stream';
import { outliveReader } from './closed-pipe';

const streamThatFailsWith = (code: string) => {
  const stream = new PassThrough();
  outliveReader(stream);
  return () => stream.emit('error', Object.assign(new Error(`write ${code}`), { code }));
};

it('goes on when nobody reads any more', () => {
  expect(streamThatFailsWith('EPIPE')).not.toThrow();
});

it('throws what else goes wrong with the output', () => {
  expect(streamThatFailsWith('ENOSPC')).toThrow('write ENOSPC');
});
