/// <reference lib="webworker" />
import { toWire } from '../worker/wireError';
import { answerSegJob } from './answerSegJob';
import type { SegJob, SegJobReply } from './SegJob';

declare const self: DedicatedWorkerGlobalScope;

const post = (reply: SegJobReply, transfer: Transferable[] = []) => self.postMessage(reply, transfer);

self.onmessage = ({ data }: MessageEvent<SegJob>) => answerSegJob(data, post);
self.onmessageerror = () => post({ error: toWire(new Error('the job could not be read')) });
