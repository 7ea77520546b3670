import type { AheadState } from '../state/sessionState';
import { texts } from '../texts';
import { megabytes } from './megabytes';

/** How far the images of the series are made ready, and what memory they take. */
export function AheadLine({ ahead, seriesKey }: { readonly ahead: AheadState; readonly seriesKey: string }) {
  const words = ahead.phase === 'off' || ahead.seriesKey !== seriesKey ? null : inWords(ahead);
  return (
    <p className="fslms__small fslms__quiet" data-cy="fslms-ahead" data-phase={words ? ahead.phase : 'off'}>
      {words}
    </p>
  );
}

function inWords(ahead: Exclude<AheadState, { phase: 'off' }>): string {
  switch (ahead.phase) {
    case 'loading':
      return texts.ahead.loading(ahead.done, ahead.total, megabytes(ahead.bytes));
    case 'ready':
      return texts.ahead.ready(ahead.total, megabytes(ahead.bytes));
    case 'too-large':
      return texts.ahead.tooLarge(megabytes(ahead.bytes));
    case 'failed':
      return texts.ahead.failed(ahead.message);
  }
}
