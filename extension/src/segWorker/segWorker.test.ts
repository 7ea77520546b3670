import type { SegReadRequest } from '../opening/OpenedSeg';
import { answerSegJob } from './answerSegJob';
import type { SegJob, SegJobReply } from './SegJob';
import { startSegJob, type SegWorkerPort } from './startSegJob';

const mockRead = jest.fn();
jest.mock('../opening/readSegFile', () => ({ readSegFile: () => mockRead() }));

const job: SegJob & { readonly kind: 'read' } = { kind: 'read', request: {} as SegReadRequest };

/** The worker's answer as it gets through postMessage. */
async function answerTo(asked: SegJob): Promise<SegJobReply[]> {
  const replies: SegJobReply[] = [];
  await answerSegJob(asked, (reply, transfer) => void replies.push(structuredClone(reply, { transfer })));
  return replies;
}

it('hands a buffer over once that several segments share', async () => {
  const runs = [Uint32Array.of(1, 2)];
  mockRead.mockResolvedValue({ kind: 'read', seg: { segments: [{ runs }, { runs }] } });
  expect(await answerTo(job)).toMatchObject([{ result: { seg: { segments: [{}, { runs }] } } }]);
  expect(runs[0]).toHaveLength(0);
});

it('answers that its answer could not be sent', async () => {
  mockRead.mockResolvedValue({ kind: 'asks-threshold', fractions: () => 'no data' });
  expect(await answerTo(job)).toMatchObject([
    { error: { kind: 'unexpected', message: expect.stringContaining('could not be cloned') } },
  ]);
});

it('does not wait for an answer that cannot be read', async () => {
  const port: SegWorkerPort = {
    onmessage: null,
    onerror: null,
    onmessageerror: null,
    postMessage: () => undefined,
    terminate: jest.fn(),
  };
  const { result } = startSegJob(
    () => port,
    job,
    (detail) => `It stopped (${detail}).`,
  );
  port.onmessageerror!({} as MessageEvent);
  await expect(result).rejects.toThrow('It stopped (a message could not be read).');
  expect(port.terminate).toHaveBeenCalledTimes(1);
});
