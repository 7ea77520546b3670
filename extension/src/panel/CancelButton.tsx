import { useEffect, useState } from 'react';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';

/** Most slices take less; a worker that has not answered by then may never do so. */
const PATIENCE_MS = 8000;

interface CancelButtonProps {
  readonly cancelling: boolean;
  readonly actions: Pick<PanelActions, 'cancel' | 'stopNow'>;
}

/** Cancels a run; where it has not ended some seconds later, ends the model with it. */
export function CancelButton({ cancelling, actions }: CancelButtonProps) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!cancelling) return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [cancelling]);
  if (cancelling && late) {
    return (
      <button
        type="button"
        title={texts.run.stopNowHint}
        onClick={() => actions.stopNow()}
        data-cy="fslms-stop-now"
      >
        {texts.run.stopNow}
      </button>
    );
  }
  return (
    <button type="button" disabled={cancelling} onClick={actions.cancel} data-cy="fslms-cancel">
      {texts.run.cancel}
    </button>
  );
}
