import { toWire } from '../worker/wireError';
import { doSegJob } from './doSegJob';
import type { SegJob, SegJobReply } from './SegJob';

/** Answers what the worker is asked. The page waits for as long as it takes, so an answer that cannot be sent is one as well. */
export async function answerSegJob(
  job: SegJob,
  post: (reply: SegJobReply, transfer: Transferable[]) => void,
): Promise<void> {
  const { reply, transfer } = await doSegJob(job);
  try {
    post(reply, transfer);
  } catch (error) {
    post({ error: toWire(error) }, []);
  }
}
