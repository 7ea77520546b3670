import type { SegEvent } from './events';
import { changeSegment, changeSegmentation, savingAfterChange } from './changes';
import { loadedChecks, loadedProvenance } from './loadedProvenance';
import type { SessionState } from './sessionState';
import { contentOf } from './unsaved';
import { segmentKey } from './viewerContext';

/** What saving and opening SEGs means for segments. */
export function segTransition(state: SessionState, event: SegEvent): SessionState {
  switch (event.type) {
    case 'structure': {
      const { structure } = event;
      const next = changeSegment(state, event.segmentKey, (segment) => ({ ...segment, structure }));
      return { ...next, saving: savingAfterChange(state) };
    }
    case 'seg-loaded':
      return withLoadedSeg(state, event);
    case 'seg-placed': {
      const { segmentationId, place, tracking } = event;
      return Object.entries(tracking)
        .filter(([key]) => key in state.segments)
        .reduce(
          (next, [key, ofSegment]) =>
            changeSegment(next, key, (segment) => ({ ...segment, tracking: ofSegment })),
          changeSegmentation(state, segmentationId, { place }),
        );
    }
    case 'seg-saved': {
      const { segmentationId, content } = event;
      const { saving } = state;
      // A name of meanwhile may be missing in it.
      const current = saving.phase === 'saving' && !saving.overtaken;
      return changeSegmentation(state, segmentationId, {
        saved: content,
        ...(current ? { renamed: false } : {}),
      });
    }
  }
}

function withLoadedSeg(
  state: SessionState,
  { segmentationId, seg }: Extract<SegEvent, { type: 'seg-loaded' }>,
): SessionState {
  const placed = changeSegmentation(state, segmentationId, { place: seg.place, adopted: true });
  const known = [...seg.segments].reduce(
    (next, [index, loaded]) =>
      changeSegment(next, segmentKey(segmentationId, index), (segment) => ({
        ...segment,
        loaded,
        provenance: loadedProvenance(segment.masks, seg.origins.get(index) ?? new Map()),
        checked: loadedChecks(segment.masks, seg.origins.get(index) ?? new Map()),
      })),
    placed,
  );
  return changeSegmentation(known, segmentationId, {
    saved: contentOf(known, segmentationId),
    renamed: false,
  });
}
