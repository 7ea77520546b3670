import { decoded, encodingOf } from './character-sets';

export const ESCAPE = '\u001b';

/** The characters of an escape sequence behind the first. */
const SEQUENCE = new RegExp(`${ESCAPE}([ -/]*[0-~])`);

/** Character sets for the lower half of the byte: ASCII, or nearly; Japanese, two bytes a character. */
const LOWER_HALF: Readonly<Record<string, (bytes: string) => string | undefined>> = {
  '(B': (bytes) => bytes,
  '(J': (bytes) => bytes,
  $B: (bytes) => japanese(bytes, ''),
  '$(D': (bytes) => japanese(bytes, '\u008f'),
};

/** Character sets for the upper half, as values of SpecificCharacterSet. */
const UPPER_HALF: Readonly<Record<string, string>> = {
  ')I': 'ISO 2022 IR 13',
  '$)A': 'ISO 2022 IR 58',
  '-A': 'ISO 2022 IR 100',
  '-B': 'ISO 2022 IR 101',
  '-C': 'ISO 2022 IR 109',
  '-D': 'ISO 2022 IR 110',
  '-F': 'ISO 2022 IR 126',
  '-G': 'ISO 2022 IR 127',
  '-H': 'ISO 2022 IR 138',
  '-L': 'ISO 2022 IR 144',
  '-M': 'ISO 2022 IR 148',
  '$)C': 'ISO 2022 IR 149',
  '-T': 'ISO 2022 IR 166',
  '-b': 'ISO 2022 IR 203',
};

/** Behind these the first character set is active again (PS3.5 section 6.1.2.5.3). */
const DELIMITERS = /[\\\t\n\f\r]/;
const DELIMITERS_OF_NAMES = /[\\^=\t\n\f\r]/;

/**
 * Text of several character sets in one value (ISO 2022, PS3.5 section 6.1.2.5): the names of patients who write other
 * than Latin letters.
 *
 * @param bytes one character for each byte of the value
 * @param first the first value of SpecificCharacterSet
 * @returns undefined where bytes are of no character set that is known
 */
export function decodeIso2022(bytes: string, first: string, vr: string): string | undefined {
  const delimiters = vr === 'PN' ? DELIMITERS_OF_NAMES : DELIMITERS;
  const firstUpper = encodingOf(first);
  let lower = LOWER_HALF['(B'];
  let upper = firstUpper;
  let text = '';
  for (const [place, part] of bytes.split(SEQUENCE).entries()) {
    // Between the parts stand the escape sequences.
    if (place % 2 === 1) {
      if (part in LOWER_HALF) lower = LOWER_HALF[part];
      else if (part in UPPER_HALF) upper = encodingOf(UPPER_HALF[part]);
      else return undefined;
      continue;
    }
    for (const run of part.match(/[^\u0080-\u00ff]+|[\u0080-\u00ff]+/g) ?? []) {
      const inUpper = run >= '\u0080';
      const characters = inUpper ? upper && decoded(run, upper) : lower(run);
      if (characters === undefined) return undefined;
      // A first set without an upper half needs none: writers are met that announce another one only once.
      if (!inUpper && delimiters.test(characters)) upper = firstUpper ?? upper;
      text += characters;
    }
  }
  return text;
}

/** Characters of two bytes, by way of EUC-JP, which has them in the upper half. */
function japanese(bytes: string, lead: string): string | undefined {
  const raised = bytes.replace(/[^]/g, (byte) => String.fromCharCode(byte.charCodeAt(0) | 0x80));
  return decoded(
    raised.replace(/[^][^]?/g, (pair) => lead + pair),
    'euc-jp',
  );
}
