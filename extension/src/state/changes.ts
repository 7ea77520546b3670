import {
  segmentationSession,
  segmentSession,
  type SavingState,
  type SegmentationSession,
  type SegmentSession,
  type SessionState,
} from './sessionState';

export function changeSegment(
  state: SessionState,
  segmentKey: string,
  change: (segment: SegmentSession) => SegmentSession,
): SessionState {
  const segments = { ...state.segments, [segmentKey]: change(segmentSession(state, segmentKey)) };
  return { ...state, segments };
}

export function changeSegmentation(
  state: SessionState,
  segmentationId: string,
  change: Partial<SegmentationSession>,
): SessionState {
  const session = { ...segmentationSession(state, segmentationId), ...change };
  return { ...state, segmentations: { ...state.segmentations, [segmentationId]: session } };
}

/** What was saved, or is being saved, is no longer what is shown. */
export function savingAfterChange({ saving }: SessionState): SavingState {
  if (saving.phase === 'saving') return { ...saving, overtaken: true };
  return saving.phase === 'saved' ? { phase: 'idle' } : saving;
}
