import { runProgress } from '../state/runProgress';
import { isGoing, isRunOn, type RunState } from '../state/runState';
import type { FeaturesState } from '../state/featuresState';
import type { RunChoices } from '../state/selectors';
import type { AheadState } from '../state/sessionState';
import { timeLeft } from '../state/timeLeft';
import { segmentationOf, type SegmentSummary, type SeriesSummary } from '../state/viewerContext';
import { formatDuration, someLabels, texts } from '../texts';
import { AheadLine } from './AheadLine';
import { CancelButton } from './CancelButton';
import { FeaturesLine } from './FeaturesLine';
import type { PanelActions } from './PanelActions';
import { RunSummaryView } from './RunSummaryView';

interface RunSectionProps {
  readonly run: RunState;
  readonly series: SeriesSummary;
  readonly segment: SegmentSummary;
  readonly ahead: AheadState;
  readonly features: FeaturesState;
  /** Some label that takes part has something drawn. */
  readonly ready: boolean;
  readonly choices: RunChoices;
  readonly actions: Pick<
    PanelActions,
    'propagate' | 'update' | 'resume' | 'cancel' | 'stopNow' | 'goToSlice' | 'activateSegment'
  >;
}

/** The buttons, the progress and what came of it. */
export function RunSection(props: RunSectionProps) {
  const { run, series, segment, ahead, features, ready, choices, actions } = props;
  const { outdated, updateNext, resumable } = choices;
  const going = isGoing(run);
  const again = choices.again && !going;
  const here = run.phase !== 'idle' && isRunOn(run, segmentationOf(segment.key), series.key);
  const ended = here && !isGoing(run) ? run : null;
  // One button stands out: what most people want now.
  const next = resumable ? 'resume' : again && updateNext ? 'update' : 'propagate';
  return (
    <div className="fslms__section" data-cy="fslms-run">
      <div className="fslms__row">
        {resumable && (
          <button
            type="button"
            className="fslms__grow fslms__primary"
            title={texts.run.resumeHint}
            onClick={actions.resume}
            data-cy="fslms-resume"
          >
            {texts.run.resume}
          </button>
        )}
        <button
          type="button"
          className={`fslms__grow ${next === 'propagate' ? 'fslms__primary' : ''}`}
          disabled={going || !ready}
          onClick={actions.propagate}
          data-cy="fslms-propagate"
        >
          {again ? texts.run.again : texts.run.propagate}
        </button>
        {again && (
          <button
            type="button"
            className={next === 'update' ? 'fslms__primary' : undefined}
            disabled={outdated === 0}
            title={texts.run.updateHint}
            onClick={actions.update}
            data-cy="fslms-update"
          >
            {texts.run.update(outdated)}
          </button>
        )}
        {going && <CancelButton key={run.runId} cancelling={run.phase === 'cancelling'} actions={actions} />}
      </div>
      {run.phase === 'preparing' && (
        <Progress
          done={run.step === 'images' ? run.done : null}
          total={run.total}
          text={run.step === 'images' ? texts.run.loadingImages(run.done, run.total) : texts.run.loadingModel}
        />
      )}
      {(run.phase === 'running' || run.phase === 'cancelling') && <RunningProgress run={run} />}
      {ended?.phase === 'failed' && (
        <div className="fslms__problem" role="alert" data-cy="fslms-run-failed">
          <p>{ended.message}</p>
        </div>
      )}
      {ended && (ended.phase !== 'failed' || ended.summary.done > 0) && (
        <RunSummaryView run={ended} series={series} actions={actions} />
      )}
      {!going && <AheadLine ahead={ahead} seriesKey={series.key} />}
      {!going && <FeaturesLine features={features} seriesKey={series.key} />}
    </div>
  );
}

function RunningProgress({ run }: { run: Extract<RunState, { phase: 'running' | 'cancelling' }> }) {
  const { arrivals, startedAtMs, summary } = run;
  const left = timeLeft(startedAtMs, arrivals, summary.planned - summary.done);
  const time = left === null ? texts.run.measuring : texts.run.timeLeft(formatDuration(left));
  const tail = run.phase === 'cancelling' ? texts.run.cancelling : time;
  const { done, planned } = runProgress(run);
  const words = texts.run.progress(someLabels(run.targets.map(({ label }) => label)), done, planned);
  return <Progress done={done} total={planned} text={`${words}, ${tail}`} />;
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
