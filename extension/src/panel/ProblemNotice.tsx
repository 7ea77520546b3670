import { texts } from '../texts';

/** A sentence about what could not be done. */
export function ProblemNotice({ message, onDismiss }: { message: string; onDismiss?: () => void }) {
  return (
    <div className="fslms__section">
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
