import { DrawingPace } from '../services/DrawingPace';
import type { FewShotLmsService } from '../services/FewShotLmsService';
import { isGoing } from '../state/runState';
import type { SessionState } from '../state/sessionState';

/** How often the progress of a run is shown at most and, where drawing the page takes long, at least. */
const PROGRESS_MS = 250;
const LONGEST_REST_MS = 750;

type Followed = Pick<FewShotLmsService, 'follow' | 'getSnapshot'>;

/** Follows the state: what the user does is heard of at once, the progress of a run as the page can be drawn. */
export function followCalmly(service: Followed): (listener: () => void) => () => void {
  return (listener) => {
    let shown = service.getSnapshot();
    const show = () => {
      shown = service.getSnapshot();
      listener();
    };
    const pace = new DrawingPace(show, PROGRESS_MS, LONGEST_REST_MS);
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
