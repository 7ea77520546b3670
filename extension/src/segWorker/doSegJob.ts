import type { OpenedSeg } from '../opening/OpenedSeg';
import { readSegFile } from '../opening/readSegFile';
import { buildSegFile } from '../saving/buildSegFile';
import { toWire } from '../worker/wireError';
import type { SegJob, SegJobReply } from './SegJob';

/** Does what the worker is asked. @returns its answer, and what it hands over without a copy */
export async function doSegJob(job: SegJob): Promise<{ reply: SegJobReply; transfer: ArrayBuffer[] }> {
  try {
    if (job.kind === 'write') {
      const file = buildSegFile(job.request);
      return { reply: { result: file }, transfer: [file.bytes] };
    }
    const reading = await readSegFile(job.request);
    return { reply: { result: reading }, transfer: reading.kind === 'read' ? buffersOf(reading.seg) : [] };
  } catch (error) {
    return { reply: { error: toWire(error) }, transfer: [] };
  }
}

/** Each once: a buffer that two segments share cannot be handed over twice. */
function buffersOf({ segments }: OpenedSeg): ArrayBuffer[] {
  const buffers = segments.flatMap(({ runs }) => runs.map(({ buffer }) => buffer as ArrayBuffer));
  return [...new Set(buffers)];
}
