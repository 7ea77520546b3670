/**
 * Text of several character sets in one value (ISO 2022, PS3.5 section 6.1.2.5): the names of Japanese, Korean and
 * Chinese patients. dcmjs knows one character set a file and hands such text on byte by byte with its escape
 * sequences; this decodes it, so that a SEG never carries a mangled name.
 */
const ESCAPE = '\u001b';

const decoderOf = (characterSets: readonly string[]): string | undefined => {
  const has = (...names: string[]): boolean =>
    characterSets.some((set) => names.includes(set.trim().toUpperCase()));
  if (has('ISO 2022 IR 87', 'ISO 2022 IR 159', 'ISO 2022 IR 13')) return 'iso-2022-jp';
  if (has('ISO 2022 IR 149')) return 'euc-kr';
  if (has('ISO 2022 IR 58')) return 'gb2312';
  return undefined;
};

/**
 * @param text one character for each byte of the value
 * @param characterSets all values of SpecificCharacterSet
 * @returns the decoded text, or the text as it is if it has no escape sequences or they are not known
 */
export function decodeIso2022(text: string, characterSets: readonly string[]): string {
  if (!text.includes(ESCAPE)) return text;
  const encoding = decoderOf(characterSets);
  if (!encoding) return text;
  // The Korean and Chinese sets sit in the upper half of the byte, and the web's decoders know them without escapes.
  const plain =
    encoding === 'iso-2022-jp' ? text : text.replaceAll(`${ESCAPE}$)C`, '').replaceAll(`${ESCAPE}$)A`, '');
  const bytes = Uint8Array.from(plain, (character) => character.charCodeAt(0) & 0xff);
  return new TextDecoder(encoding).decode(bytes);
}

/** Decodes all text of a naturalized dataset in place; sequences too. */
export function decodeIso2022Dataset(dataset: object, characterSets: readonly string[]): void {
  const record = dataset as Record<string, unknown>;
  for (const [keyword, value] of Object.entries(record)) {
    if (typeof value === 'string') {
      if (value.includes(ESCAPE)) record[keyword] = decodeIso2022(value, characterSets);
    } else if (
      typeof value === 'object' &&
      value !== null &&
      !ArrayBuffer.isView(value) &&
      !isBuffer(value)
    ) {
      decodeIso2022Dataset(value, characterSets);
    }
  }
}

const isBuffer = (value: object): boolean => Object.prototype.toString.call(value) === '[object ArrayBuffer]';
