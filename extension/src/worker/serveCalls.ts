import type { CallName, WorkerCalls, WorkerReply, WorkerRequest } from './protocol';
import { toWire } from './wireError';

export interface CallContext<Name extends CallName> {
  readonly signal: AbortSignal;
  /** Reports something on the way; buffers in `transfer` go over without a copy. */
  emit(event: WorkerCalls[Name]['event'], transfer?: Transferable[]): void;
}

export type CallHandlers = {
  readonly [Name in CallName]: (
    params: WorkerCalls[Name]['params'],
    context: CallContext<Name>,
  ) => Promise<WorkerCalls[Name]['result']>;
};

/** Only looks something up: does not wait for the run or the loading before it, nor does it enter the runtime. */
const AT_ONCE: readonly CallName[] = ['listModels', 'explain', 'softMasks'];

/**
 * Answers requests from the handler table, one at a time in the order of arrival (the runtime must not be entered
 * twice); a cancel is heard at once and aborts its call whether it waits or runs.
 * @param post sends a reply to the page
 * @returns the function that takes the messages
 */
export function serveCalls(
  handlers: CallHandlers,
  post: (reply: WorkerReply, transfer: Transferable[]) => void,
): (request: WorkerRequest) => void {
  const aborts = new Map<number, AbortController>();
  let queue: Promise<void> = Promise.resolve();

  const answer = async (request: Exclude<WorkerRequest, { call: 'cancel' }>, signal: AbortSignal) => {
    const { id } = request;
    try {
      // The union of calls is matched by name in the table; TypeScript cannot follow the pairing.
      const handler = handlers[request.call] as (
        params: unknown,
        context: CallContext<CallName>,
      ) => Promise<unknown>;
      const result = await handler(request.params, {
        signal,
        emit: (event, transfer = []) => post({ id, type: 'event', event }, transfer),
      });
      post({ id, type: 'done', result }, []);
    } catch (error) {
      post({ id, type: 'failed', error: toWire(error) }, []);
    } finally {
      aborts.delete(id);
    }
  };

  return (request) => {
    if (request.call === 'cancel') {
      aborts.get(request.id)?.abort();
      return;
    }
    const abort = new AbortController();
    aborts.set(request.id, abort);
    if (AT_ONCE.includes(request.call)) void answer(request, abort.signal);
    else queue = queue.then(() => answer(request, abort.signal));
  };
}
