import type { ShelfState } from '../state/featuresState';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';
import { sizeInWords } from './megabytes';

interface StoredFeaturesViewProps {
  readonly shelf: ShelfState;
  /** A run goes on: the worker would answer only after it. */
  readonly busy: boolean;
  readonly actions: Pick<PanelActions, 'keepFeatures' | 'deleteFeatures'>;
}

/** Whether features outlive the page, what they take on this computer, and a way to be rid of them. */
export function StoredFeaturesView({ shelf, busy, actions }: StoredFeaturesViewProps) {
  const { wanted, report } = shelf;
  const limit = report?.limitBytes ?? null;
  return (
    <div className="fslms__inner" data-cy="fslms-stored-features" data-bytes={report?.bytes}>
      <label>
        <input
          type="checkbox"
          checked={wanted}
          disabled={busy}
          onChange={(event) => actions.keepFeatures(event.target.checked)}
          data-cy="fslms-keep-features"
        />{' '}
        {texts.shelf.keep}
      </label>
      {wanted && limit !== null && <p className="fslms__quiet">{texts.shelf.hint(sizeInWords(limit))}</p>}
      {wanted && report?.problem && (
        <p className="fslms__warning" role="status" data-cy="fslms-stored-problem">
          {texts.shelf.problems[report.problem]}
        </p>
      )}
      {report && (wanted || report.bytes > 0) && (
        <div className="fslms__row">
          <span className="fslms__grow" data-cy="fslms-stored-size">
            {texts.shelf.stored(sizeInWords(report.bytes))}
          </span>
          <button
            type="button"
            disabled={busy || report.bytes === 0}
            onClick={actions.deleteFeatures}
            data-cy="fslms-delete-features"
          >
            {texts.shelf.delete}
          </button>
        </div>
      )}
    </div>
  );
}
