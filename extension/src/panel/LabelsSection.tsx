import type { LabelSummary } from '../state/selectors';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';

interface LabelsSectionProps {
  readonly labels: readonly LabelSummary[];
  readonly mayOverwrite: boolean;
  readonly busy: boolean;
  readonly actions: Pick<PanelActions, 'addSegment' | 'setTakesPart' | 'activateSegment' | 'setOverwrite'>;
}

/** The segments of the active segmentation: which one is shown below, and which ones the next run fills. */
export function LabelsSection({ labels, mayOverwrite, busy, actions }: LabelsSectionProps) {
  return (
    <div className="fslms__section" data-cy="fslms-labels">
      <div className="fslms__row">
        <h2 className="fslms__grow">{texts.labels.heading}</h2>
        <button
          type="button"
          className="fslms__link fslms__small"
          title={texts.labels.addHint}
          onClick={actions.addSegment}
          data-cy="fslms-add-label"
        >
          {texts.labels.add}
        </button>
      </div>
      <ul className="fslms__labels">
        {labels.map(({ key, index, label, colour, active, locked, drawn, filled, takesPart }) => (
          <li
            key={key}
            className="fslms__label"
            data-cy="fslms-label"
            data-segment={index}
            data-active={active}
            data-drawn={drawn}
          >
            <input
              type="checkbox"
              checked={takesPart && drawn > 0 && !locked}
              disabled={busy || drawn === 0 || locked}
              aria-label={texts.labels.takesPart(label)}
              title={texts.labels.takesPart(label)}
              onChange={(event) => actions.setTakesPart(index, event.target.checked)}
              data-cy="fslms-label-takes-part"
            />
            <button
              type="button"
              className="fslms__label-name"
              aria-pressed={active}
              title={texts.labels.activate(label)}
              onClick={() => actions.activateSegment(index)}
              data-cy="fslms-label-activate"
            >
              <span className="fslms__swatch" style={{ background: `rgb(${colour.join(', ')})` }} />
              <span className="fslms__cut">{label}</span>
              <span className="fslms__quiet fslms__small">
                {locked ? texts.labels.locked : texts.labels.counts(drawn, filled)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {labels.length > 1 && (
        <label className="fslms__small">
          <input
            type="checkbox"
            checked={mayOverwrite}
            disabled={busy}
            onChange={(event) => actions.setOverwrite(event.target.checked)}
            data-cy="fslms-overwrite"
          />
          {texts.labels.overwrite}
        </label>
      )}
    </div>
  );
}
