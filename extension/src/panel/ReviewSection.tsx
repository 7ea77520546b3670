import type { StripCell } from '../state/stripCells';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';

interface ReviewSectionProps {
  /** Cell of the slice in view, undefined where there is none. */
  readonly cell: StripCell | undefined;
  readonly filled: number;
  readonly checked: number;
  /** Slices that a run has found without the object. */
  readonly absent: number;
  readonly absentChecked: number;
  /** Slices of the label that were looked at and are still to be checked. */
  readonly visited: number;
  /** Some slice of some label is not checked yet. */
  readonly left: boolean;
  /** Something is filled, drawn or locked. */
  readonly busy: boolean;
  readonly actions: Pick<
    PanelActions,
    'nextToCheck' | 'acceptSlice' | 'acceptVisited' | 'lockSlice' | 'unlockSlice' | 'clear'
  >;
}

const CLEARINGS = ['slice', 'up', 'down', 'all'] as const;

/** What the user decides about the slice in view, and the way to the next one. */
export function ReviewSection(props: ReviewSectionProps) {
  const { cell, filled, checked, absent, absentChecked, visited, left, busy, actions } = props;
  const kind = cell?.kind;
  const isLocked = kind === 'drawn' || kind === 'locked' || kind === 'erased';
  return (
    <div className="fslms__section" data-cy="fslms-review">
      <div className="fslms__row">
        <button
          type="button"
          className="fslms__grow"
          disabled={!left}
          onClick={actions.nextToCheck}
          data-cy="fslms-next-to-check"
        >
          {texts.review.next}
        </button>
        <button
          type="button"
          disabled={busy || (kind !== 'propagated' && kind !== 'absent')}
          aria-pressed={cell?.checked ?? false}
          title={texts.review.acceptHint}
          onClick={() => cell && actions.acceptSlice(cell.slice, !cell.checked)}
          data-cy="fslms-accept"
        >
          {texts.review.accept}
        </button>
        {isLocked ? (
          <button
            type="button"
            disabled={busy}
            title={kind === 'erased' ? texts.review.unlockErasedHint : texts.review.unlockHint}
            onClick={() => actions.unlockSlice(cell!.slice)}
            data-cy="fslms-unlock-slice"
          >
            {texts.review.unlock}
          </button>
        ) : (
          <button
            type="button"
            disabled={busy || (kind !== 'propagated' && kind !== 'released')}
            title={texts.review.lockHint}
            onClick={() => actions.lockSlice(cell!.slice)}
            data-cy="fslms-lock-slice"
          >
            {texts.review.lock}
          </button>
        )}
      </div>
      {filled + absent > 0 && (
        <p className="fslms__small fslms__quiet" data-cy="fslms-review-progress">
          {texts.review.progress(filled, checked)}
          {absent > 0 && `, ${texts.review.progressAbsent(absent, absentChecked)}`}
        </p>
      )}
      {visited > 0 && (
        <div className="fslms__row fslms__small">
          <button
            type="button"
            className="fslms__link"
            disabled={busy}
            title={texts.review.acceptVisitedHint}
            onClick={actions.acceptVisited}
            data-cy="fslms-accept-visited"
          >
            {texts.review.acceptVisited(visited)}
          </button>
        </div>
      )}
      <details className="fslms__small" data-cy="fslms-clear">
        <summary>{texts.clear.heading}</summary>
        <div className="fslms__row fslms__inner">
          {CLEARINGS.map((what) => (
            <button
              key={what}
              type="button"
              disabled={busy || (what !== 'all' && !cell)}
              onClick={() => actions.clear(what, what === 'all' ? undefined : cell?.slice)}
              data-cy={`fslms-clear-${what}`}
            >
              {texts.clear[what]}
            </button>
          ))}
        </div>
        <p className="fslms__quiet">{texts.clear.hint}</p>
      </details>
    </div>
  );
}
