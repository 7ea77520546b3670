import type { TagDictionary } from 'dcmjs';
import { decoded, encoded, encodingOf, LATIN_9 } from './character-sets';
import { decodeIso2022, ESCAPE } from './iso2022';

const SPECIFIC_CHARACTER_SET = '00080005';
/** VRs whose text has the character sets of SpecificCharacterSet (PS3.5 section 6.2). */
const SEVERAL_VALUES = ['LO', 'PN', 'SH', 'UC'];
const ONE_VALUE = ['LT', 'ST', 'UT'];

/**
 * Decodes text again where dcmjs gets it wrong: it knows one character set a dataset, none in the items of sequences,
 * and takes bytes of two-byte characters for separators. Text that cannot be decoded stays as it is, with the escape
 * sequences, which no valid value has.
 *
 * @param inherited the character sets of the dataset that the item is in
 */
export function decodeText(dataset: TagDictionary, inherited: readonly string[] = []): void {
  const own = characterSetsOf(dataset);
  const sets = own.length > 0 ? own : inherited;
  const [first = ''] = sets;
  const right = encodingOf(first) ?? 'latin1';
  const used = encodingOfDcmjs(own[0] ?? '');
  for (const element of Object.values(dataset)) {
    const { vr, Value = [] } = element;
    if (vr === 'SQ') for (const item of Value) decodeText(item as TagDictionary, sets);
    if (!SEVERAL_VALUES.includes(vr) && !ONE_VALUE.includes(vr)) continue;
    const raw = rawTextOf(element);
    const escaped = raw.includes(ESCAPE);
    if (!escaped && (used === right || /^[ -~]*$/.test(raw))) continue;
    const bytes = encoded(raw.trimEnd(), used);
    if (bytes === undefined) continue;
    const text = escaped ? decodeIso2022(bytes, first, vr) : decoded(bytes, right);
    if (text !== undefined) element.Value = valuesOf(text, vr);
  }
}

/** What dcmjs has decoded text with: it does not know Latin-9, and takes what it does not know for Latin-1. */
function encodingOfDcmjs(term: string): string {
  const encoding = encodingOf(term);
  return encoding === undefined || encoding === LATIN_9 ? 'latin1' : encoding;
}

/** As the dataset has them; dcmjs overwrites the value with the one it converts to. */
function characterSetsOf(dataset: TagDictionary): readonly string[] {
  const raw = dataset[SPECIFIC_CHARACTER_SET]?._rawValue;
  return Array.isArray(raw) ? raw.map(String) : [];
}

/** As dcmjs has decoded it, before it was taken apart. */
function rawTextOf({ _rawValue: raw }: TagDictionary[string]): string {
  return Array.isArray(raw) ? raw.join('\\') : typeof raw === 'string' ? raw : '';
}

function valuesOf(text: string, vr: string): unknown[] {
  if (ONE_VALUE.includes(vr)) return [text];
  const values = text.split('\\').map((value) => value.trim());
  if (vr !== 'PN') return values;
  return values.map((name) => {
    const [Alphabetic = '', Ideographic = '', Phonetic = ''] = name.split('=');
    return { Alphabetic, Ideographic, Phonetic };
  });
}
