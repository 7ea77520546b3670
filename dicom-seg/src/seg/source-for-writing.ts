import type { NaturalizedDataset } from '../part10/dataset';
import type { SourceInstance } from '../series/source-instance';
import { segmentationIod } from './iod/segmentation-iod';
import { contributingEquipmentItem } from './modules/sop-common';

/**
 * What a SEG can take from its source is described in its own modules. Sequences are copied for patient and study only; those
 * of the other modules are made anew, and can be large.
 */
const KEYWORDS: readonly string[] = [
  ...new Set(
    [...segmentationIod, contributingEquipmentItem].flatMap((table) => {
      const whole = 'entity' in table && (table.entity === 'Patient' || table.entity === 'Study');
      return Object.keys(table.attributes).filter((keyword) => whole || !keyword.endsWith('Sequence'));
    }),
  ),
];

/**
 * A source image with those of its attributes that `writeSeg` reads, as plain data: headers of a viewer have getters, proxies
 * and functions, which a worker cannot be sent.
 */
export function sourceForWriting(instance: SourceInstance): SourceInstance {
  const { sopInstanceUid, sopClassUid, plane, dataset, frameNumber } = instance;
  const kept: Record<string, unknown> = {};
  for (const keyword of KEYWORDS) {
    const value = plainValue(dataset[keyword]);
    if (value !== undefined) kept[keyword] = value;
  }
  return {
    sopInstanceUid,
    sopClassUid,
    plane,
    dataset: kept satisfies NaturalizedDataset,
    ...(frameNumber === undefined ? {} : { frameNumber }),
  };
}

/** Without functions, and of objects only what they own. */
function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, plainValue).filter((one) => one !== undefined);
  if (value instanceof String) return String(value);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainValue(inner)]));
  }
  return typeof value === 'function' ? undefined : value;
}
