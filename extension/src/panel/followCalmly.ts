import { DrawingPace } from '../services/DrawingPace';
import type { FewShotLmsService } from '../services/FewShotLmsService';
import { isGoing } from '../state/runState';
import type { SessionState } from '../state/sessionState';

/** Time between two redraws of the progress of a run at least. */
const PROGRESS_MS = 250;

type Followed = Pick<FewShotLmsService, 'follow' | 'getSnapshot'>;

/** Follows the state: what the user does is heard of at once, the progress of a run as often as the browser can draw it. */
export function followCalmly(service: Followed): (listener: () => void) => () => void {
  return (listener) => {
    let shown = service.getSnapshot();
    const pace = new DrawingPace(() => {
      shown = service.getSnapshot();
      listener();
    }, PROGRESS_MS);
    const stop = service.follow(() => {
      if (isProgress(shown, service.getSnapshot())) pace.soon();
      else pace.now();
    });
    return () => {
      pace.cancel();
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
