import type { SegPlace } from './SegPlace';

/**
 * Where to go on saving now: a series may have grown since the segmentation was opened or saved last, by another one that was
 * opened from it as well.
 * @param place where it was saved last, null if it was not
 * @param others where other segmentations were saved last
 * @param instanceNumbers of all instances that the viewer knows in the series
 */
export function latestPlace(
  place: SegPlace | null,
  others: readonly (SegPlace | null)[],
  instanceNumbers: (seriesInstanceUid: string) => readonly number[],
): SegPlace | null {
  if (!place) return null;
  const { seriesInstanceUid, instanceNumber } = place;
  const saved = others.flatMap((other) =>
    other?.seriesInstanceUid === seriesInstanceUid ? [other.instanceNumber] : [],
  );
  return {
    ...place,
    instanceNumber: Math.max(instanceNumber, ...saved, ...instanceNumbers(seriesInstanceUid)),
  };
}
