/** Latin-1 with the euro sign and the letters that French and Finnish lack there. */
export const LATIN_9 = 'iso-8859-15';

/** Character sets by their number in SpecificCharacterSet (PS3.3 section C.12.1.1.2), as the web's decoders call them. */
const ENCODINGS: Readonly<Record<string, string>> = {
  13: 'shift_jis',
  58: 'gb2312',
  100: 'latin1',
  101: 'iso-8859-2',
  109: 'iso-8859-3',
  110: 'iso-8859-4',
  126: 'iso-8859-7',
  127: 'iso-8859-6',
  138: 'iso-8859-8',
  144: 'iso-8859-5',
  148: 'iso-8859-9',
  149: 'euc-kr',
  166: 'tis-620',
  192: 'utf-8',
  203: LATIN_9,
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** The encoding for a value of SpecificCharacterSet; undefined for the default repertoire, and for others that are not known. */
export function encodingOf(term: string): string | undefined {
  return ENCODINGS[term.trim().replace(/^ISO[_ ](2022 )?IR /, '')];
}

/** @param bytes one character for each byte @returns undefined where they are not of that encoding */
export function decoded(bytes: string, encoding: string): string | undefined {
  try {
    const decoder = new TextDecoder(encoding, { fatal: true });
    return decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** What `decoded` was given, of encodings with one byte a character; undefined where that cannot be told. */
export function encoded(text: string, encoding: string): string | undefined {
  const decoder = new TextDecoder(encoding);
  const byteOf = new Map(
    Array.from({ length: 256 }, (_, byte) => [
      decoder.decode(Uint8Array.of(byte)),
      String.fromCharCode(byte),
    ]),
  );
  byteOf.delete('\ufffd');
  const bytes = Array.from(text, (character) => byteOf.get(character));
  return bytes.includes(undefined) ? undefined : bytes.join('');
}
