import type { FewShotLmsService } from '../services/FewShotLmsService';
import { isGoing } from '../state/runState';
import type { SessionState } from '../state/sessionState';

/**
 * How often the progress of a run is shown. Every change of the page makes the browser draw the viewports again too; where
 * that is done without a graphics card, drawing each slice's progress takes as long as finding the slice.
 */
const PROGRESS_MS = 250;

type Followed = Pick<FewShotLmsService, 'follow' | 'getSnapshot'>;

/** Follows the state: what the user does is heard of at once, the progress of a run a few times a second. */
export function followCalmly(service: Followed): (listener: () => void) => () => void {
  return (listener) => {
    let shown = service.getSnapshot();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      clearTimeout(timer);
      timer = undefined;
      shown = service.getSnapshot();
      listener();
    };
    const stop = service.follow(() => {
      if (isProgress(shown, service.getSnapshot())) timer ??= setTimeout(show, PROGRESS_MS);
      else show();
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  };
}

/** Whether nothing has changed but how far a run has come. */
function isProgress(before: SessionState, now: SessionState): boolean {
  if (!isGoing(before.run) || before.run.phase !== now.run.phase || before.run.runId !== now.run.runId)
    return false;
  const names = Object.keys(now) as (keyof SessionState)[];
  return names.every((name) => name === 'run' || name === 'segments' || now[name] === before[name]);
}
