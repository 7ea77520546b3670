import type { RunInSight } from '../state/runState';
import { sliceNumber, type SeriesSummary } from '../state/viewerContext';
import { formatDuration, percent, someLabels, texts } from '../texts';
import type { PanelActions } from './PanelActions';

interface RunSummaryViewProps {
  readonly run: Extract<RunInSight, { phase: 'done' | 'cancelled' | 'undone' | 'failed' }>;
  readonly series: SeriesSummary;
  readonly actions: Pick<PanelActions, 'goToSlice' | 'activateSegment'>;
}

/** How a run ended and what came of it. */
export function RunSummaryView({ run, series, actions }: RunSummaryViewProps) {
  const { phase, kind, targets, summary } = run;
  const { propagated, absent, beyondEnd, kept, seconds, leastTrusted } = summary;
  const show = (segmentKey: string, slice: number) => {
    const target = targets.find((candidate) => candidate.segmentKey === segmentKey);
    if (target) actions.activateSegment(target.index);
    actions.goToSlice(slice);
  };
  return (
    <div role="status" data-cy="fslms-summary" data-phase={phase} data-kind={kind}>
      <p>{texts.summary[phase](someLabels(targets.map(({ label }) => label)))}</p>
      {phase !== 'undone' && (
        <p className="fslms__quiet">
          {texts.summary.counts(propagated, absent, beyondEnd)}{' '}
          {texts.summary.time(formatDuration(seconds * 1000))}
        </p>
      )}
      {phase !== 'undone' && kept > 0 && <p className="fslms__quiet">{texts.summary.kept(kept)}</p>}
      {phase !== 'undone' && leastTrusted && (
        <button
          type="button"
          className="fslms__link"
          onClick={() => show(leastTrusted.segmentKey, leastTrusted.slice)}
          data-cy="fslms-least-trusted"
        >
          {texts.summary.leastTrusted(sliceNumber(series, leastTrusted.slice), percent(leastTrusted.trust))}
        </button>
      )}
    </div>
  );
}
