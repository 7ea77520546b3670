import { UserError } from '@few-shot-lms/engine';
import { MOST_SEGMENTS, type ListedSegments } from '../state/viewerContext';
import { texts } from '../texts';
import type { SegmentationService } from './ohifServices';

/**
 * Adds an empty segment to a segmentation and makes it the active one; no step of the viewer's undo list, as anywhere in OHIF.
 * @throws UserError if the viewer has no number left for it
 */
export function addSegment(
  service: Pick<SegmentationService, 'addSegment'>,
  { segmentationId, indices }: ListedSegments,
): void {
  // OHIF counts on from the highest number, past what a voxel can hold.
  if (indices.some((index) => index >= MOST_SEGMENTS)) {
    throw new UserError(texts.problems.noLabelNumber(MOST_SEGMENTS));
  }
  service.addSegment(segmentationId);
}
