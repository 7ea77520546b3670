import { changeSegment, changeSegmentation, savingAfterChange } from './changes';
import type { SegmentEvent } from './events';
import { EMPTY_MASK, type MaskFingerprint } from './maskFingerprint';
import { layAside, sameMasks, takeBack } from './laidAside';
import { withDecision, withOutcome, type SegmentProvenance } from './provenance';
import { withMemory, withoutMemory } from './segmentationMemory';
import { segmentSession, type SegmentSession, type SessionState } from './sessionState';
import { checkName, segmentView, visitName } from './segmentView';
import { withRunUndoneAnywhere } from './stacks';
import { segmentationOf, segmentKey, type ListedSegments } from './viewerContext';

/** What happens to segments outside of runs. */
export function segmentTransition(state: SessionState, event: SegmentEvent): SessionState {
  switch (event.type) {
    case 'masks':
      return Object.entries(event.masks).reduce((next, [key, masks]) => withMasks(next, key, masks), state);
    case 'segmentation-removed':
      return withoutMemory(state, event.segmentationId);
    case 'set-back':
      return withMemory(state, event.segmentationId, event.memory);
    case 'takes-part':
      return changeSegment(state, event.segmentKey, (segment) => ({
        ...segment,
        takesPart: event.takesPart,
      }));
    case 'visited': {
      const { segmentKey, slice } = event;
      const view = segmentView(state, segmentKey).slices[slice];
      if (!view || view.visited) return state;
      return changeSegment(state, segmentKey, (segment) => ({
        ...segment,
        visited: { ...segment.visited, [slice]: visitName(view) },
      }));
    }
    case 'carried-back': {
      const { slice, work, dice } = event;
      return changeSegment(state, event.segmentKey, (segment) => ({
        ...segment,
        carriedBack: { ...segment.carriedBack, [slice]: { work, dice } },
      }));
    }
    case 'checked': {
      const { segmentKey, slice } = event;
      const name = event.checked ? checkName(segmentView(state, segmentKey).slices[slice]) : null;
      return withSavingOvertaken(
        changeSegment(state, segmentKey, (segment) => ({
          ...segment,
          checked: withChecked(segment.checked, slice, name),
        })),
      );
    }
    case 'decided':
      return withSavingOvertaken(
        changeProvenance(state, event.segmentKey, (provenance, { masks }) =>
          withDecision(provenance, event.slice, masks[event.slice].hash, event.decision),
        ),
      );
    case 'cleared':
      return withCleared(state, event);
    case 'range':
      return changeSegmentation(state, event.segmentationId, { range: event.range });
    case 'overwrite':
      return changeSegmentation(state, event.segmentationId, { mayOverwrite: event.allowed });
    case 'undone':
      return event.segmentKeys
        .filter((key) => key in state.segments)
        .reduce(
          (next, key) =>
            changeSegment(next, key, (segment) => withRunUndoneAnywhere(segment, event.runId, event.undone)),
          state,
        );
  }
}

function changeProvenance(
  state: SessionState,
  segmentKey: string,
  change: (provenance: SegmentProvenance, segment: SegmentSession) => SegmentProvenance,
): SessionState {
  return changeSegment(state, segmentKey, (segment) => ({
    ...segment,
    provenance: change(segment.provenance, segment),
  }));
}

/** Without the segments that a segmentation has no more. */
export function withoutDeleted(
  state: SessionState,
  { segmentationId, indices }: ListedSegments,
): SessionState {
  const listed = new Set(indices.map((index) => segmentKey(segmentationId, index)));
  const gone = Object.keys(state.segments).filter(
    (key) => segmentationOf(key) === segmentationId && !listed.has(key),
  );
  if (gone.length === 0) return state;
  return { ...layAside(state, gone), saving: savingAfterChange(state) };
}

/** What was saved, or is being saved, does not have this. */
function withSavingOvertaken(state: SessionState): SessionState {
  return { ...state, saving: savingAfterChange(state) };
}

function withMasks(state: SessionState, segmentKey: string, masks: readonly MaskFingerprint[]): SessionState {
  const known = segmentSession(state, segmentKey).masks;
  if (sameMasks(known, masks)) return state;
  const before = known.length === 0 ? takeBack(state, segmentKey, masks) : state;
  return {
    ...changeSegment(before, segmentKey, (segment) => ({ ...segment, masks })),
    saving: savingAfterChange(state),
  };
}

function withChecked(
  checked: SegmentSession['checked'],
  slice: number,
  name: string | null,
): SegmentSession['checked'] {
  if (name !== null) return { ...checked, [slice]: name };
  return Object.fromEntries(Object.entries(checked).filter(([key]) => Number(key) !== slice));
}

function withCleared(
  state: SessionState,
  { runId, segmentKey, slices, ends }: Extract<SegmentEvent, { type: 'cleared' }>,
): SessionState {
  const gone = new Set(slices);
  const next = changeSegment(state, segmentKey, (segment) => ({
    ...segment,
    masks: segment.masks.map((mask, slice) => (gone.has(slice) ? EMPTY_MASK : mask)),
    provenance: slices.reduce(
      (provenance, slice) =>
        withOutcome(provenance, slice, { runId, status: 'cleared', scores: null, hash: '', basis: '' }),
      segment.provenance,
    ),
    movedEnds: [...segment.movedEnds, ...ends.map((end) => ({ runId, ...end }))],
  }));
  return { ...next, saving: savingAfterChange(state) };
}
