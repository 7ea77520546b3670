import { WorkerStoppedError } from '../worker/WorkerClient';
import { warnUnlessStopped } from './warnUnlessStopped';

it('notes a failure, and nothing of a worker that was stopped', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  warnUnlessStopped('it did not work', new WorkerStoppedError('the worker was stopped', false));
  expect(warn).not.toHaveBeenCalled();
  warnUnlessStopped('it did not work', new Error('device lost\nat somewhere'));
  expect(warn).toHaveBeenCalledWith('few-shot-lms: it did not work:', 'device lost');
  warn.mockRestore();
});
