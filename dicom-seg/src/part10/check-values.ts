import { quietDcmjs } from './quiet-dcmjs';
import { dicomError } from '../sentences';

/**
 * What a value must look like by its VR (PS3.5 section 6.2). No value may have escape sequences: our objects have one
 * character set.
 */
const VALID: Readonly<Record<string, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z0-9_ ]{0,16}$/,
  DA: /^\d{8}$/,
  DS: /^[-+]?[0-9.]+([eE][-+]?\d+)?$/,
  DT: /^\d{4,14}(\.\d{1,6})?([-+]\d{4})?$/,
  IS: /^[-+]?\d{1,11}$/,
  LO: /^[^\\\p{Cc}]{0,64}$/u,
  LT: /^(?:\P{Cc}|[\t\n\f\r]){0,10240}$/u,
  // Alphabetic, ideographic and phonetic.
  PN: /^[^=\\\p{Cc}]{0,64}(?:=[^=\\\p{Cc}]{0,64}){0,2}$/u,
  SH: /^[^\\\p{Cc}]{0,16}$/u,
  ST: /^(?:\P{Cc}|[\t\n\f\r]){0,1024}$/u,
  TM: /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/,
  // Identifiers of the source stay as they are, also those with a zero in front of a component.
  UI: /^[0-9.]{1,64}$/,
  UC: /^[^\\\p{Cc}]*$/u,
  UR: /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/,
};

/** Whether a text follows the rules of its VR, as far as they are known here. */
export function isValidText(vr: string, text: string): boolean {
  const tooLong = vr === 'DS' && text.length > 16;
  return !tooLong && (VALID[vr]?.test(text) ?? true);
}

/**
 * Holds every text of a dataset against the rules of its VR.
 *
 * @param dataset attributes by keyword, sequences as lists of items
 * @throws UserError that names the attribute
 * @throws RangeError for a keyword that DICOM does not have: a fault of this program
 */
export function checkValues(dataset: Readonly<Record<string, unknown>>): void {
  const { nameMap } = quietDcmjs().data.DicomMetaDictionary;
  for (const [keyword, value] of Object.entries(dataset)) {
    if (keyword === '_vrMap') continue;
    const vr = nameMap[keyword]?.vr;
    if (!vr) throw new RangeError(`${keyword} is no DICOM attribute`);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (vr === 'SQ') checkValues(one as Record<string, unknown>);
      else if (typeof one === 'string' && one !== '' && !isValidText(vr, one)) {
        throw dicomError('invalidValue', keyword, one.slice(0, 80));
      }
    }
  }
}
