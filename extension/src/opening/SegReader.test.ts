import { UserError } from '@few-shot-lms/engine';
import type { SegReadRequest } from './OpenedSeg';
import type { SegJobReply } from '../segWorker/SegJob';
import type { SegWorkerPort } from '../segWorker/startSegJob';
import { SegReader } from './SegReader';

const request = { use: 'support', threshold: null } as SegReadRequest;

function setUp() {
  const ports: (SegWorkerPort & { terminated: boolean })[] = [];
  const reader = new SegReader(() => {
    const port = {
      onmessage: null,
      onerror: null,
      onmessageerror: null,
      terminated: false,
      postMessage: () => undefined,
      terminate() {
        this.terminated = true;
      },
    };
    ports.push(port);
    return port;
  });
  const answer = (reply: SegJobReply) =>
    ports.at(-1)!.onmessage!({ data: reply } as MessageEvent<SegJobReply>);
  return { reader, ports, answer };
}

it('gives the answer and ends the worker', async () => {
  const { reader, ports, answer } = setUp();
  const reading = reader.read(request);
  answer({ result: { kind: 'asks-threshold', fractions: 'OCCUPANCY' } });
  expect(await reading).toEqual({ kind: 'asks-threshold', fractions: 'OCCUPANCY' });
  expect(ports[0].terminated).toBe(true);
});

it('says what the worker says, and in words that it died', async () => {
  const { reader, ports, answer } = setUp();
  const refused = reader.read(request);
  answer({ error: { kind: 'user', message: 'It is no SEG.' } });
  await expect(refused).rejects.toThrow(new UserError('It is no SEG.'));
  const died = reader.read(request);
  ports[1].onerror!({ message: 'out of memory' } as ErrorEvent);
  await expect(died).rejects.toThrow(/stopped \(out of memory\); nothing was changed/);
  expect(ports.map(({ terminated }) => terminated)).toEqual([true, true]);
});

it('stops one reading for the next', async () => {
  const { reader, ports, answer } = setUp();
  const first = reader.read(request);
  const second = reader.read(request);
  answer({ result: { kind: 'asks-threshold', fractions: 'PROBABILITY' } });
  expect([await first, (await second)?.kind]).toEqual([null, 'asks-threshold']);
  expect(ports.map(({ terminated }) => terminated)).toEqual([true, true]);
  const third = reader.read(request);
  reader.stop();
  expect(await third).toBeNull();
});
