import { Enums } from '@cornerstonejs/core';
import type { ServicesManager, Subscription } from './ohifServices';
import type { HostListener } from './ViewerHost';

type Services = ServicesManager['services'];

/**
 * Follows the viewer's events.
 * @param elements of the viewports, any of which may show another slice
 * @returns the function that ends every subscription
 */
export function watchViewer(
  services: Services,
  listener: HostListener,
  elements: () => readonly HTMLDivElement[],
): () => void {
  const { segmentationService, viewportGridService, displaySetService, cornerstoneViewportService } =
    services;
  const subscriptions: Subscription[] = [];
  let followed: readonly HTMLDivElement[] = [];

  const onSlice = () => listener.onSlice();
  const followElements = () => {
    const next = elements();
    if (next.length === followed.length && next.every((element) => followed.includes(element))) return;
    unfollowElements();
    followed = next;
    for (const element of followed) {
      element.addEventListener(Enums.Events.STACK_NEW_IMAGE, onSlice);
      element.addEventListener(Enums.Events.VOLUME_NEW_IMAGE, onSlice);
    }
    listener.onSlice();
  };
  const unfollowElements = () => {
    for (const element of followed) {
      element.removeEventListener(Enums.Events.STACK_NEW_IMAGE, onSlice);
      element.removeEventListener(Enums.Events.VOLUME_NEW_IMAGE, onSlice);
    }
    followed = [];
  };
  const onContext = () => {
    followElements();
    listener.onContext();
  };

  const { EVENTS } = segmentationService;
  const contextEvents: [{ subscribe: Services['segmentationService']['subscribe'] }, string | undefined][] = [
    [segmentationService, EVENTS.SEGMENTATION_ADDED],
    [segmentationService, EVENTS.SEGMENTATION_MODIFIED],
    [segmentationService, EVENTS.SEGMENTATION_REPRESENTATION_MODIFIED],
    [segmentationService, EVENTS.SEGMENTATION_REPRESENTATION_REMOVED],
    [viewportGridService, viewportGridService.EVENTS.ACTIVE_VIEWPORT_ID_CHANGED],
    [viewportGridService, viewportGridService.EVENTS.GRID_STATE_CHANGED],
    [viewportGridService, viewportGridService.EVENTS.VIEWPORTS_READY],
    [displaySetService, displaySetService.EVENTS.DISPLAY_SETS_CHANGED],
    [cornerstoneViewportService, cornerstoneViewportService.EVENTS.VIEWPORT_DATA_CHANGED],
  ];
  for (const [service, event] of contextEvents) {
    // An event that this version of OHIF does not have would make subscribe throw.
    if (event) subscriptions.push(service.subscribe(event, onContext));
  }
  subscriptions.push(
    segmentationService.subscribe(
      EVENTS.SEGMENTATION_DATA_MODIFIED,
      ({ segmentationId }: { segmentationId: string }) => listener.onLabels(segmentationId),
    ),
    segmentationService.subscribe(
      EVENTS.SEGMENTATION_REMOVED,
      ({ segmentationId }: { segmentationId: string }) => {
        listener.onSegmentationRemoved(segmentationId);
        onContext();
      },
    ),
  );
  followElements();
  return () => {
    for (const subscription of subscriptions) subscription.unsubscribe();
    unfollowElements();
  };
}
