import { anythingUnsaved } from '../state/unsaved';
import type { Session } from './Session';

/**
 * Has the browser ask before the page goes, while something would be lost with it: also after the mode was left, when copies are
 * kept. Not otherwise: a page that asks is not kept for the way back. Follows the state.
 */
export class UnloadGuard {
  private asking = false;

  constructor({ store, host }: Pick<Session, 'store' | 'host'>) {
    store.subscribe(() => {
      const wanted = anythingUnsaved(store.getSnapshot());
      if (wanted === this.asking) return;
      this.asking = wanted;
      host.askBeforeUnload(wanted);
    });
  }
}
