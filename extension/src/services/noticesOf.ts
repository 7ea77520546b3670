import type { Notice } from '../ohif/ViewerHost';
import { savedSentences } from '../saving/savedSentences';
import { isGoing, type RunInSight, type RunState } from '../state/runState';
import type { SavingState, SessionState } from '../state/sessionState';
import { formatDuration, someLabels, texts } from '../texts';

/** What somebody who has not the panel in view is to be told when one state follows another. */
export function noticesOf(before: SessionState, now: SessionState): readonly Notice[] {
  const { problem } = now;
  const told: readonly Notice[] =
    problem !== null && problem !== before.problem ? [{ kind: 'error', message: problem }] : [];
  return [...told, ...ofRun(before.run, now.run), ...ofSaving(before.saving, now.saving)];
}

function ofRun(before: RunState, now: RunState): readonly Notice[] {
  if (now.phase === 'idle' || isGoing(before) === isGoing(now)) return [];
  if (!isGoing(now)) return [endOf(now)];
  return [{ kind: 'info', message: texts.summary.started(labelsOf(now)) }];
}

function endOf(run: Extract<RunInSight, { phase: 'done' | 'cancelled' | 'undone' | 'failed' }>): Notice {
  const { phase, summary } = run;
  const { propagated, absent, beyondEnd, kept, seconds } = summary;
  const end = texts.summary[phase](labelsOf(run));
  if (phase === 'undone') return { kind: 'info', message: end };
  const counts = texts.summary.counts(propagated, absent, beyondEnd);
  const came = [
    end,
    `${counts} ${texts.summary.time(formatDuration(seconds * 1000))}.`,
    ...(kept > 0 ? [`${texts.summary.kept(kept)}.`] : []),
  ];
  if (phase !== 'failed') return { kind: phase === 'done' ? 'success' : 'info', message: came.join(' ') };
  return { kind: 'error', message: [run.message, ...(summary.done > 0 ? came : [])].join(' ') };
}

function labelsOf({ targets }: RunInSight): string {
  return someLabels(targets.map(({ label }) => label));
}

function ofSaving(before: SavingState, now: SavingState): readonly Notice[] {
  if (before.phase !== 'saving') return [];
  if (now.phase === 'failed') return [{ kind: 'error', message: now.message }];
  if (now.phase !== 'saved') return [];
  return [{ kind: 'success', message: savedSentences(now).join(' ') }];
}
