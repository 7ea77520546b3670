import type { EventEmitter } from 'node:events';

/** Ctrl-C; what `timeout`, batch systems and containers send; a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Aborted by the first signal that asks the program to end, so that what was done can be written. The second one, of
 * whichever kind, ends it at once, as everywhere.
 */
export function cancelOnSignal(program: Pick<EventEmitter, 'on' | 'off'>): AbortSignal {
  const cancelling = new AbortController();
  const cancel = () => {
    for (const name of SIGNALS) program.off(name, cancel);
    cancelling.abort();
  };
  for (const name of SIGNALS) program.on(name, cancel);
  return cancelling.signal;
}
