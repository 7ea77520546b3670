import { EventEmitter } from 'node:events';
import { cancelOnSignal } from './cancel-on-signal';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

it.each(SIGNALS)('%s cancels; the system decides on all signals after it', (name) => {
  const program = new EventEmitter();
  const signal = cancelOnSignal(program);
  expect(SIGNALS.map((each) => program.listenerCount(each))).toEqual([1, 1, 1]);
  expect(signal.aborted).toBe(false);
  program.emit(name);
  expect(signal.aborted).toBe(true);
  expect(SIGNALS.map((each) => program.listenerCount(each))).toEqual([0, 0, 0]);
});
