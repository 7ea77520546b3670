import type { FewShotLmsService } from '../services/FewShotLmsService';
import type { SessionState } from '../state/sessionState';

/** Waits until the service's state is as wished; at once where it is already. */
export function until(
  service: FewShotLmsService,
  condition: (state: SessionState) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!condition(service.getSnapshot())) return;
      unfollow();
      resolve();
    };
    const unfollow = service.follow(look);
    look();
  });
}
