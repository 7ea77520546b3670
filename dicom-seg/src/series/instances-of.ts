import { UserError } from '@few-shot-lms/engine';
import { itemsOf, textOf } from '../part10/dataset';
import type { ImageFile } from './group-series';
import { numberOfFrames } from './group-series';
import { slicePlaneOf } from './slice-plane';
import type { SourceInstance } from './source-instance';

/**
 * The slices in a file: one of a classic image, several of an enhanced one.
 *
 * @param onIgnored hears of a classic image that does not say where it lies, which has no place in a stack
 * @throws UserError for frames that do not say where they lie
 */
export function instancesOf(
  { source: { name }, dataset }: ImageFile,
  onIgnored: (name: string, reason: string) => void,
): SourceInstance[] {
  const described = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence').length;
  const frames = numberOfFrames(dataset);
  if (described === 0 && frames > 1) {
    throw new UserError(
      `${name} has ${frames} frames that do not say where they lie; choose a series of single slices or an enhanced multi-frame CT or MR.`,
    );
  }
  if (described > 0 && described !== frames) {
    throw new UserError(
      `${name} says ${frames} frames, but describes ${described}; export it again from its source.`,
    );
  }
  const indices = described > 0 ? Array.from({ length: frames }, (_, frame) => frame) : [undefined];
  return indices.flatMap((frame) => {
    const plane = slicePlaneOf(dataset, frame);
    if (!plane) {
      onIgnored(name, 'it does not say where its image lies');
      return [];
    }
    return {
      sopInstanceUid: plane.sopInstanceUid,
      sopClassUid: textOf(dataset, 'SOPClassUID'),
      plane,
      dataset,
      ...(frame === undefined ? {} : { frameNumber: frame + 1 }),
    };
  });
}
