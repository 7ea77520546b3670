import type { AttributeTable } from '../iod/attribute-table';
import { checkedAttributes } from '../iod/attribute-table';
import type { SegmentDescription } from '../segment-description';
import { codeSequence } from './code-sequence';

/** Algorithm Identification Macro, PS3.3 section 10.16. */
export const algorithmIdentificationMacro: AttributeTable = {
  name: 'Algorithm Identification Macro',
  section: '10.16',
  attributes: {
    AlgorithmFamilyCodeSequence: '1',
    AlgorithmName: '1',
    AlgorithmVersion: '1',
    AlgorithmParameters: '3',
    AlgorithmSource: '3',
  },
};

/**
 * One item after the Algorithm Identification Macro.
 *
 * @returns undefined if something that the macro wants is not known of the algorithm: nothing is made up about it
 */
export function algorithmIdentification({
  algorithmFamily: family,
  algorithmName,
  algorithmIdentifiedAs: name = algorithmName,
  algorithmVersion: version,
  algorithmParameters: parameters,
  algorithmSource: source,
}: SegmentDescription): Record<string, unknown>[] | undefined {
  if (!family || !name || !version) return undefined;
  return [
    checkedAttributes<Record<string, unknown>>(algorithmIdentificationMacro, {
      AlgorithmFamilyCodeSequence: codeSequence(family),
      AlgorithmName: name.slice(0, 64),
      AlgorithmVersion: version.slice(0, 64),
      ...(parameters ? { AlgorithmParameters: parameters.slice(0, 10240) } : {}),
      ...(source ? { AlgorithmSource: source.slice(0, 64) } : {}),
    }),
  ];
}
