import { dcm } from '../../codes/coded-concept';
import type { AttributeTable } from '../iod/attribute-table';
import { checkedAttributes } from '../iod/attribute-table';
import type { SegmentDescription } from '../segment-description';
import { codeSequence } from './code-sequence';

const ARTIFICIAL_INTELLIGENCE = dcm('123110', 'Artificial Intelligence');

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
 * @param name of the algorithm
 * @param source who it comes from
 */
export function algorithmIdentification(
  { algorithmVersion, algorithmParameters }: SegmentDescription,
  name: string,
  source: string,
): Record<string, unknown>[] {
  return [
    checkedAttributes<Record<string, unknown>>(algorithmIdentificationMacro, {
      AlgorithmFamilyCodeSequence: codeSequence(ARTIFICIAL_INTELLIGENCE),
      AlgorithmName: name,
      AlgorithmVersion: (algorithmVersion || 'unknown').slice(0, 64),
      ...(algorithmParameters ? { AlgorithmParameters: algorithmParameters.slice(0, 10240) } : {}),
      AlgorithmSource: source.slice(0, 64),
    }),
  ];
}
