import { ARTIFICIAL_INTELLIGENCE } from './algorithm-family';
import { algorithmParameters } from './algorithm-parameters';
import type { SegmentDescription } from './segment-description';

/** What a SEG says of the model that filled in slices of a segment. */
type ModelAlgorithm = Pick<
  SegmentDescription,
  | 'algorithmType'
  | 'algorithmName'
  | 'algorithmIdentifiedAs'
  | 'algorithmFamily'
  | 'algorithmVersion'
  | 'algorithmSource'
  | 'algorithmParameters'
>;

/**
 * @param model.name as people know it; `id` stands among the settings
 * @param model.sha256 by role of the model's file
 * @param model.source who the algorithm comes from
 */
export function modelAlgorithm(model: {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly sha256: Readonly<Record<string, string>>;
  readonly source: string;
}): ModelAlgorithm {
  const hashes = Object.entries(model.sha256).map(([role, hash]) => [`${role}.sha256`, hash] as const);
  return {
    algorithmType: 'SEMIAUTOMATIC',
    algorithmName: model.name,
    // The segment may have been another program's before.
    algorithmIdentifiedAs: undefined,
    algorithmFamily: ARTIFICIAL_INTELLIGENCE,
    algorithmVersion: model.version,
    algorithmSource: model.source,
    algorithmParameters: algorithmParameters({ model: model.id, ...Object.fromEntries(hashes) }),
  };
}
