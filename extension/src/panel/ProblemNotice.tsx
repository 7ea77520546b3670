import { texts } from '../texts';

/** A sentence about what could not be done; it stays in sight where the panel has been scrolled. */
export function ProblemNotice({ message, onDismiss }: { message: string; onDismiss?: () => void }) {
  return (
    <div className="fslms__section fslms__in-sight">
      <div className="fslms__problem" role="alert" data-cy="fslms-problem">
        <p>{message}</p>
        {onDismiss && (
          <button type="button" className="fslms__link" onClick={onDismiss} data-cy="fslms-dismiss">
            {texts.problems.dismiss}
          </button>
        )}
      </div>
    </div>
  );
}
