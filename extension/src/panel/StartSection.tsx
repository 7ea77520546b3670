import type { SegmentSummary } from '../state/viewerContext';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';

interface StartSectionProps {
  /** Null while there is no segment to draw. */
  readonly segment: SegmentSummary | null;
  readonly actions: Pick<PanelActions, 'startDrawing' | 'takeBrush'>;
}

/** What to do, for a panel with nothing drawn yet. */
export function StartSection({ segment, actions }: StartSectionProps) {
  return (
    <div className="fslms__section" data-cy="fslms-start">
      <h2>{texts.empty.heading}</h2>
      <ol>
        {texts.empty.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {segment ? (
        <>
          <p className="fslms__quiet">{texts.empty.drawHint(segment.label)}</p>
          <button type="button" onClick={actions.takeBrush} data-cy="fslms-brush">
            {texts.empty.brush}
          </button>
        </>
      ) : (
        <button
          type="button"
          className="fslms__primary"
          onClick={actions.startDrawing}
          data-cy="fslms-create"
        >
          {texts.empty.start}
        </button>
      )}
    </div>
  );
}
