import { Enums, eventTarget } from '@cornerstonejs/core';
import { segmentation as csSegmentation } from '@cornerstonejs/tools';
import type { ServicesManager } from './ohifServices';

type Services = ServicesManager['services'];

/** Until the first check; each further one waits twice as long as the one before. */
const CHECK_AFTER_MS = 400;
/**
 * A volume that is still loading cannot carry an overlay yet, and without a graphics card a layout of four viewports takes
 * tens of seconds until it can: so many checks last 100 s.
 */
const CHECKS = 8;

/**
 * Has labelmaps drawn that a volume viewport should show and does not. OHIF 3.13 gives the viewports of a new layout
 * (MPR) their segmentations before their volumes are there, and does not draw them afterwards: the result would be
 * invisible until the next stroke.
 * @returns the function that ends the watching
 */
export function redrawMissingOverlays({
  segmentationService,
  viewportGridService,
  cornerstoneViewportService,
}: Services): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let checksDone = 0;

  const missing = (): Set<string> => {
    const segmentationIds = new Set<string>();
    for (const viewportId of viewportGridService.getState().viewports.keys()) {
      const viewport = cornerstoneViewportService.getCornerstoneViewport(viewportId);
      if (viewport?.type !== Enums.ViewportType.ORTHOGRAPHIC) continue;
      const drawn = (viewport.getActors?.() ?? []).map(({ representationUID }) => representationUID ?? '');
      for (const { segmentationId, type, visible } of segmentationService.getSegmentationRepresentations(
        viewportId,
      )) {
        const isDrawn = drawn.some((uid) => uid.startsWith(`${segmentationId}-${type}`));
        if (type === 'Labelmap' && visible && !isDrawn) segmentationIds.add(segmentationId);
      }
    }
    return segmentationIds;
  };
  const check = () => {
    timer = undefined;
    const segmentationIds = missing();
    if (segmentationIds.size === 0) return;
    if (++checksDone < CHECKS) timer = setTimeout(check, CHECK_AFTER_MS * 2 ** checksDone);
    for (const id of segmentationIds) {
      csSegmentation.triggerSegmentationEvents.triggerSegmentationDataModified(id);
    }
  };
  const checkSoon = () => {
    // A long wait ends, a short one goes on: many events in a row must not put the check off.
    if (checksDone > 0) {
      clearTimeout(timer);
      timer = undefined;
    }
    checksDone = 0;
    timer ??= setTimeout(check, CHECK_AFTER_MS);
  };

  const { VIEWPORT_DATA_CHANGED } = cornerstoneViewportService.EVENTS;
  const { SEGMENTATION_REPRESENTATION_MODIFIED } = segmentationService.EVENTS;
  const subscriptions = [
    cornerstoneViewportService.subscribe(VIEWPORT_DATA_CHANGED, checkSoon),
    segmentationService.subscribe(SEGMENTATION_REPRESENTATION_MODIFIED, checkSoon),
  ];
  eventTarget.addEventListener(Enums.Events.IMAGE_VOLUME_LOADING_COMPLETED, checkSoon);
  return () => {
    clearTimeout(timer);
    for (const subscription of subscriptions) subscription.unsubscribe();
    eventTarget.removeEventListener(Enums.Events.IMAGE_VOLUME_LOADING_COMPLETED, checkSoon);
  };
}
