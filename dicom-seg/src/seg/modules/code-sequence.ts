import type { CodedConcept } from '../../codes/coded-concept';
import { isValidText } from '../../part10/check-values';
import type { NaturalizedDataset } from '../../part10/dataset';
import { itemsOf, textOf } from '../../part10/dataset';
import type { AttributeTable } from '../iod/attribute-table';
import { checkedAttributes } from '../iod/attribute-table';

/** Code Sequence Macro, PS3.3 section 8.8. */
export const codeSequenceMacro: AttributeTable = {
  name: 'Code Sequence Macro',
  section: '8.8',
  attributes: {
    CodeValue: '1C',
    LongCodeValue: '1C',
    URNCodeValue: '1C',
    CodingSchemeDesignator: '1C',
    CodeMeaning: '1',
  },
};

const VRS: Readonly<Record<string, string>> = {
  CodeValue: 'SH',
  LongCodeValue: 'UC',
  URNCodeValue: 'UR',
  CodingSchemeDesignator: 'SH',
  CodeMeaning: 'LO',
};

/** Length of CodeMeaning. */
const LONGEST_MEANING = 64;

/** One item after the Code Sequence Macro. @throws UserError for a code without meaning */
export function codeSequence(concept: CodedConcept): Record<string, unknown>[] {
  return [checkedAttributes<Record<string, unknown>>(codeSequenceMacro, attributesOf(concept))];
}

/** CodeValue holds 16 characters; longer codes, and URNs, have attributes of their own. */
function attributesOf({ value, scheme, meaning }: CodedConcept): Record<string, string> {
  if (scheme === '') return { URNCodeValue: value, CodeMeaning: meaning };
  const keyword = value.length <= 16 ? 'CodeValue' : 'LongCodeValue';
  return { [keyword]: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}

/** The first code of a sequence that can be written again, undefined if there is none. */
export function codeOf(dataset: NaturalizedDataset, keyword: string): CodedConcept | undefined {
  return codesOf(dataset, keyword)[0];
}

/** The codes of a sequence; those that break the rules of the macro or of a VR are left out, as they cannot be written. */
export function codesOf(dataset: NaturalizedDataset, keyword: string): CodedConcept[] {
  return itemsOf(dataset, keyword)
    .map(conceptOf)
    .filter((concept) => concept !== undefined);
}

function conceptOf(item: NaturalizedDataset): CodedConcept | undefined {
  const code = textOf(item, 'CodeValue') || textOf(item, 'LongCodeValue');
  const scheme = textOf(item, 'CodingSchemeDesignator');
  const meaning = textOf(item, 'CodeMeaning').slice(0, LONGEST_MEANING);
  if (code && !scheme) return undefined;
  const concept = code
    ? { value: code, scheme, meaning }
    : { value: textOf(item, 'URNCodeValue'), scheme: '', meaning };
  const valid = Object.entries(attributesOf(concept)).every(
    ([keyword, text]) => text !== '' && isValidText(VRS[keyword], text),
  );
  return valid ? concept : undefined;
}
