import { isEmptyOrigin, type SliceOrigin } from '@few-shot-lms/dicom-seg';
import type { SliceScores } from '@few-shot-lms/engine';
import { basisNaming } from './dependencies';
import type { MaskFingerprint } from './maskFingerprint';
import {
  isFinding,
  NO_PROVENANCE,
  NO_RUN,
  OF_RUNS,
  sliceStates,
  type OutcomeKind,
  type SegmentProvenance,
  type SliceOutcome,
} from './provenance';
import { checkName, type SliceView } from './segmentView';

/** What became of a slice where the SEG does not have it as drawn. */
const STATUS = {
  propagated: 'propagated',
  corrected: 'locked',
  released: 'released',
  absent: 'absent',
  'beyond-end': 'beyond-end',
  cleared: 'cleared',
  erased: 'erased',
  yielded: 'propagated',
} as const satisfies Record<Exclude<SliceOrigin['kind'], 'drawn'>, OutcomeKind>;

/**
 * What a SEG says about its slices as provenance of the shapes that are there now. It is not believed where it has a slice filled
 * that is empty, or the other way round; filled slices that it says nothing about count as drawn.
 */
export function loadedProvenance(
  masks: readonly MaskFingerprint[],
  origins: ReadonlyMap<number, SliceOrigin>,
): SegmentProvenance {
  const withBasis = (basisOf: (slice: number) => string): SegmentProvenance => ({
    ...NO_PROVENANCE,
    outcomes: Object.fromEntries(
      [...origins].flatMap(([slice, origin]): [number, readonly SliceOutcome[]][] => {
        const mask = masks[slice] as MaskFingerprint | undefined;
        return origin.kind === 'drawn' || !mask || isEmptyOrigin(origin) !== (mask.voxels === 0)
          ? []
          : [[slice, [outcomeOf(origin, STATUS[origin.kind], mask.hash, () => basisOf(slice))]]];
      }),
    ),
  });
  // What was found was made from the slices that the SEG has as drawn.
  return withBasis(
    basisNaming(
      sliceStates(
        masks,
        withBasis(() => ''),
      ),
      {},
    ),
  );
}

/** What the user has found right, by slice, as a SEG says it of the shapes that are there now. */
export function loadedChecks(
  masks: readonly MaskFingerprint[],
  origins: ReadonlyMap<number, SliceOrigin>,
): Readonly<Record<number, string>> {
  return Object.fromEntries(
    sliceStates(masks, loadedProvenance(masks, origins)).flatMap((state, slice) =>
      origins.get(slice)?.checked && isFinding(state) ? [[slice, checkName(state)]] : [],
    ),
  );
}

function outcomeOf(
  { kind, scores }: SliceOrigin,
  status: OutcomeKind,
  hash: string,
  basisOf: () => string,
): SliceOutcome {
  return {
    runId: NO_RUN,
    status,
    scores: scoresOf(kind, scores),
    hash,
    basis: OF_RUNS.includes(status) ? basisOf() : '',
  };
}

/** Nothing is made up for a slice without the object: its presence would be said to be none at all. */
function scoresOf(kind: SliceOrigin['kind'], scores: SliceOrigin['scores']): SliceScores | null {
  if (kind !== 'propagated' && (kind !== 'absent' || !scores)) return null;
  const { presence = 0, certainty = 0, agreement = 0, trust = 0 } = scores ?? {};
  return { ...scores, presence, certainty, agreement, trust };
}

/** How a segment came to be on a slice, or why it is not, for a SEG; undefined where nothing is known. */
export function originOf(view: SliceView): SliceOrigin | undefined {
  const kind = kindOf(view);
  if (kind === undefined) return undefined;
  const { scores, checked } = view;
  if (kind !== 'propagated' && kind !== 'absent') return { kind };
  return {
    kind,
    ...(scores ? { scores: kind === 'absent' ? scoresOfAbsent(scores) : knownScores(scores) } : {}),
    ...(checked ? { checked } : {}),
  };
}

/** All that is asked of a slice without the object. */
function scoresOfAbsent({ presence, trust }: SliceScores): Record<string, number> {
  return { presence, trust };
}

/** The run's own scores that there are; the way back is gone again when the slice is looked at. */
function knownScores({ reverse: _, ...scores }: SliceScores): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).filter(([, score]) => score !== undefined));
}

function kindOf({ role, runId }: SliceView): SliceOrigin['kind'] | undefined {
  if (role === 'locked') return 'corrected';
  if (role !== 'empty') return role;
  // A run's find that has gone to other segments altogether.
  return runId === undefined ? undefined : 'yielded';
}
