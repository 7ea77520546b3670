import { noticesOf } from './noticesOf';
import type { Session } from './Session';

/**
 * Says by the viewer's notifications what the panel shows while nobody sees it: OHIF renders the panel only as the tab in front
 * of an open side panel, and the keys and the toolbar's buttons work without it. Follows the state.
 */
export class Notices {
  private panels = 0;

  constructor({ store, host }: Pick<Session, 'store' | 'host'>) {
    store.follow((before, now) => {
      const notices = this.panels === 0 ? noticesOf(before, now) : [];
      for (const notice of notices) host.notify(notice);
    });
  }

  /** A panel is in view. @returns the function to call once when it is not any more */
  panelShown(): () => void {
    this.panels++;
    return () => void this.panels--;
  }
}
