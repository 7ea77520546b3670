import type { CodedConcept } from '../../codes/coded-concept';
import type { NaturalizedDataset } from '../../part10/dataset';
import { itemsOf, textOf } from '../../part10/dataset';
import type { AttributeTable } from '../iod/attribute-table';
import { checkedAttributes } from '../iod/attribute-table';

/** Code Sequence Macro, PS3.3 section 8.8. */
export const codeSequenceMacro: AttributeTable = {
  name: 'Code Sequence Macro',
  section: '8.8',
  attributes: { CodeValue: '1C', LongCodeValue: '1C', CodingSchemeDesignator: '1C', CodeMeaning: '1' },
};

/** One item after the Code Sequence Macro. @throws UserError for a code without value or meaning */
export function codeSequence(concept: CodedConcept): Record<string, unknown>[] {
  // CodeValue holds 16 characters; longer codes have an attribute of their own.
  const value = concept.value.length <= 16 ? { CodeValue: concept.value } : { LongCodeValue: concept.value };
  return [
    checkedAttributes(codeSequenceMacro, {
      ...value,
      CodingSchemeDesignator: concept.scheme,
      CodeMeaning: concept.meaning.slice(0, 64),
    }),
  ];
}

/** The first item of a code sequence, undefined if it is absent or has no code. */
export function codeOf(dataset: NaturalizedDataset, keyword: string): CodedConcept | undefined {
  return itemsOf(dataset, keyword)
    .map((item) => ({
      value: textOf(item, 'CodeValue') || textOf(item, 'LongCodeValue') || textOf(item, 'URNCodeValue'),
      scheme: textOf(item, 'CodingSchemeDesignator'),
      meaning: textOf(item, 'CodeMeaning'),
    }))
    .find(({ value }) => value !== '');
}
