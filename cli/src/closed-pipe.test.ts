import { PassThrough } from 'node:stream';
import { outliveReader } from './closed-pipe';

const streamThatFailsWith = (code: string) => {
  const stream = new PassThrough();
  outliveReader(stream);
  return () => stream.emit('error', Object.assign(new Error(`write ${code}`), { code }));
};

it.each(['EPIPE', 'EIO'])('goes on when nobody reads any more: %s', (code) => {
  expect(streamThatFailsWith(code)).not.toThrow();
});

it('throws what else goes wrong with the output', () => {
  expect(streamThatFailsWith('ENOSPC')).toThrow('write ENOSPC');
});
