import { useState } from 'react';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';

/** Puts the diagnostics into the clipboard; shows them where the browser does not allow that. */
export function DiagnosticsButton({ copyDiagnostics }: Pick<PanelActions, 'copyDiagnostics'>) {
  const [outcome, setOutcome] = useState<{ text: string; copied: boolean } | null>(null);
  const copy = () =>
    void copyDiagnostics().then(setOutcome, (error) => console.error('few-shot-lms: no diagnostics', error));
  return (
    <div>
      <button type="button" onClick={copy} data-cy="fslms-copy-diagnostics">
        {texts.backend.diagnostics}
      </button>
      <p role="status" data-cy="fslms-copied">
        {outcome && (outcome.copied ? texts.backend.copied : texts.backend.copyByHand)}
      </p>
      {outcome && !outcome.copied && (
        <textarea
          readOnly
          rows={8}
          aria-label={texts.backend.diagnostics}
          value={outcome.text}
          data-cy="fslms-diagnostics-text"
        />
      )}
    </div>
  );
}
