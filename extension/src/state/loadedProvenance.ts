import type { SliceOrigin } from '@few-shot-lms/dicom-seg';
import type { SliceScores } from '@few-shot-lms/engine';
import { basisNaming } from './dependencies';
import type { MaskFingerprint } from './maskFingerprint';
import {
  NO_PROVENANCE,
  sliceStates,
  type SegmentProvenance,
  type SliceOutcome,
  type SliceRole,
} from './provenance';
import type { SliceView } from './segmentView';

/** Belongs to no run of this session. */
const NO_RUN = 0;

const STATUS = { propagated: 'propagated', corrected: 'locked', released: 'released' } as const;

/**
 * What a SEG says about its slices as provenance of the shapes that are there now; slices that it says nothing about
 * count as drawn.
 */
export function loadedProvenance(
  masks: readonly MaskFingerprint[],
  origins: ReadonlyMap<number, SliceOrigin>,
): SegmentProvenance {
  const withBasis = (basisOf: (slice: number) => string): SegmentProvenance => ({
    ...NO_PROVENANCE,
    outcomes: Object.fromEntries(
      [...origins].flatMap(([slice, origin]): [number, readonly SliceOutcome[]][] => {
        const hash = masks[slice]?.hash;
        return origin.kind === 'drawn' || !hash
          ? []
          : [[slice, [outcomeOf(origin, hash, origin.kind === 'propagated' ? basisOf(slice) : '')]]];
      }),
    ),
  });
  // What was filled in was made from the slices that the SEG has as drawn.
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

/** The shapes of slices that the user has found right, as a SEG says it. */
export function loadedChecks(
  masks: readonly MaskFingerprint[],
  origins: ReadonlyMap<number, SliceOrigin>,
): Readonly<Record<number, string>> {
  return Object.fromEntries(
    [...origins].flatMap(([slice, { checked }]) => {
      const hash = masks[slice]?.hash;
      return checked && hash ? [[slice, hash]] : [];
    }),
  );
}

function outcomeOf({ kind, scores = {} }: SliceOrigin, hash: string, basis: string): SliceOutcome {
  const status = STATUS[kind as keyof typeof STATUS];
  const { presence = 0, certainty = 0, agreement = 0, trust = 0 } = scores;
  return {
    runId: NO_RUN,
    status,
    scores: status === 'propagated' ? { ...scores, presence, certainty, agreement, trust } : null,
    hash,
    basis,
  };
}

/** How a segment came to be on a slice, for a SEG; undefined where it is not. */
export function originOf({ role, scores, checked }: SliceView): SliceOrigin | undefined {
  const kind = kindOf(role);
  if (kind !== 'propagated') return kind && { kind };
  return {
    kind,
    ...(scores ? { scores: knownScores(scores) } : {}),
    ...(checked ? { checked } : {}),
  };
}

/** The run's own scores that there are; the way back is gone again when the slice is looked at. */
function knownScores({ reverse: _, ...scores }: SliceScores): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).filter(([, score]) => score !== undefined));
}

function kindOf(role: SliceRole): SliceOrigin['kind'] | undefined {
  switch (role) {
    case 'drawn':
    case 'propagated':
    case 'released':
      return role;
    case 'locked':
      return 'corrected';
    case 'absent':
    case 'beyond-end':
    case 'cleared':
    case 'erased':
    case 'empty':
      return undefined;
  }
}
