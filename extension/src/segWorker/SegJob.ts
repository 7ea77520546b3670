import type { SegReading, SegReadRequest } from '../opening/OpenedSeg';
import type { SegFile, SegFileRequest } from '../saving/buildSegFile';
import type { WireError } from '../worker/protocol';

/** What the worker is asked, once. */
export type SegJob =
  | { readonly kind: 'read'; readonly request: SegReadRequest }
  | { readonly kind: 'write'; readonly request: SegFileRequest };

/** What comes of a job. */
export interface SegResults {
  readonly read: SegReading;
  readonly write: SegFile;
}

/** What the worker answers, once. */
export type SegJobReply<Kind extends SegJob['kind'] = SegJob['kind']> =
  { readonly result: SegResults[Kind] } | { readonly error: WireError };
