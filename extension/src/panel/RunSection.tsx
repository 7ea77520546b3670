import type { RunState, RunSummary } from '../state/sessionState';
import { timeLeft } from '../state/timeLeft';
import { isGoing } from '../state/transition';
import { sliceNumber, type SegmentSummary, type SeriesSummary } from '../state/viewerContext';
import { formatDuration, texts } from '../texts';
import type { PanelActions } from './PanelActions';

interface RunSectionProps {
  readonly run: RunState;
  readonly series: SeriesSummary;
  readonly segment: SegmentSummary;
  readonly hasResult: boolean;
  readonly actions: Pick<PanelActions, 'propagate' | 'cancel' | 'goToSlice'>;
}

/** The button, the progress and what came of it. */
export function RunSection({ run, series, segment, hasResult, actions }: RunSectionProps) {
  const going = isGoing(run);
  const again = run.phase !== 'idle' && run.segmentKey === segment.key && !going;
  return (
    <div className="fslms__section" data-cy="fslms-run">
      <div className="fslms__row">
        <button
          type="button"
          className="fslms__primary fslms__grow"
          disabled={going || !hasResult}
          onClick={actions.propagate}
          data-cy="fslms-propagate"
        >
          {again ? texts.run.again : texts.run.propagate}
        </button>
        {going && (
          <button
            type="button"
            disabled={run.phase === 'cancelling'}
            onClick={actions.cancel}
            data-cy="fslms-cancel"
          >
            {texts.run.cancel}
          </button>
        )}
      </div>
      {going && run.segmentKey !== segment.key && (
        <p className="fslms__quiet">{texts.run.otherSegment(run.segmentLabel)}</p>
      )}
      {run.phase === 'preparing' && (
        <Progress
          done={run.step === 'images' ? run.done : null}
          total={run.total}
          text={run.step === 'images' ? texts.run.loadingImages(run.done, run.total) : texts.run.loadingModel}
        />
      )}
      {(run.phase === 'running' || run.phase === 'cancelling') && <RunningProgress run={run} />}
      {(run.phase === 'done' || run.phase === 'cancelled' || run.phase === 'undone') && (
        <Summary
          headline={texts.summary[run.phase](run.segmentLabel)}
          phase={run.phase}
          summary={run.summary}
          series={series}
          goToSlice={actions.goToSlice}
        />
      )}
      {run.phase === 'failed' && (
        <>
          <div className="fslms__problem" role="alert" data-cy="fslms-run-failed">
            <p>{run.message}</p>
          </div>
          {run.summary.done > 0 && (
            <Summary
              headline={texts.summary.failed(run.segmentLabel)}
              phase="failed"
              summary={run.summary}
              series={series}
              goToSlice={actions.goToSlice}
            />
          )}
        </>
      )}
    </div>
  );
}

function RunningProgress({ run }: { run: Extract<RunState, { phase: 'running' | 'cancelling' }> }) {
  const { planned, arrivals, startedAtMs, summary } = run;
  const left = timeLeft(startedAtMs, arrivals, planned - summary.done);
  const time = left === null ? texts.run.measuring : texts.run.timeLeft(formatDuration(left));
  const tail = run.phase === 'cancelling' ? texts.run.cancelling : time;
  return (
    <Progress
      done={summary.done}
      total={planned}
      text={`${texts.run.progress(summary.done, planned)}, ${tail}`}
    />
  );
}

/** @param done null while it is not known how far the work is */
function Progress({ done, total, text }: { done: number | null; total: number; text: string }) {
  return (
    <div>
      <progress aria-label={texts.run.propagate} max={total} value={done ?? undefined} />
      <p className="fslms__small" data-cy="fslms-progress">
        {text}
      </p>
    </div>
  );
}

interface SummaryProps {
  readonly headline: string;
  readonly phase: string;
  readonly summary: RunSummary;
  readonly series: SeriesSummary;
  readonly goToSlice: PanelActions['goToSlice'];
}

function Summary({ headline, phase, summary, series, goToSlice }: SummaryProps) {
  const { propagated, absent, beyondEnd, kept, seconds, leastTrusted } = summary;
  return (
    <div role="status" data-cy="fslms-summary" data-phase={phase}>
      <p>{headline}</p>
      {phase !== 'undone' && (
        <p className="fslms__quiet">
          {texts.summary.counts(propagated, absent, beyondEnd)} {texts.summary.time(seconds)}
        </p>
      )}
      {phase !== 'undone' && kept > 0 && <p className="fslms__quiet">{texts.summary.kept(kept)}</p>}
      {phase !== 'undone' && leastTrusted && (
        <button
          type="button"
          className="fslms__link"
          onClick={() => goToSlice(leastTrusted.slice)}
          data-cy="fslms-least-trusted"
        >
          {texts.summary.leastTrusted(sliceNumber(series, leastTrusted.slice), leastTrusted.trust)}
        </button>
      )}
    </div>
  );
}
