import type { SeriesOptions } from '../../testing';
import { makeSeries } from '../../testing';
import type { NaturalizedDataset } from './dataset';
import { itemOf, personNameOf, textOf } from './dataset';
import { parsePart10 } from './parse-part10';

const ESC = 0x1b;
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)),
  );
const parsed = (elements: SeriesOptions['elements']): NaturalizedDataset =>
  parsePart10(makeSeries({ slices: 1, elements }).files[0].bytes, { pixelData: false }).dataset;
const nameIn = (characterSets: string, name: Uint8Array): string =>
  personNameOf(
    parsed([
      ['00080005', 'CS', characterSets],
      ['00100010', 'PN', name],
    ]),
    'PatientName',
  );

describe('names in several character sets', () => {
  const kanji = [ESC, 0x24, 0x42];
  const romaji = [ESC, 0x28, 0x4a];
  const ascii = [ESC, 0x28, 0x42];
  const korean = [ESC, 0x24, 0x29, 0x43];
  const chinese = [ESC, 0x24, 0x29, 0x41];
  const cyrillic = [ESC, 0x2d, 0x4c];
  const greek = [ESC, 0x2d, 0x46];

  it.each<[string, string, Uint8Array, string]>([
    [
      'Japanese with half-width katakana (PS3.5 section H.3.2)',
      'ISO 2022 IR 13\\ISO 2022 IR 87',
      bytes(
        ...[[0xd4, 0xcf, 0xc0, 0xde], '^', [0xc0, 0xdb, 0xb3], '='],
        ...[kanji, [0x3b, 0x33, 0x45, 0x44], romaji, '^', kanji, [0x42, 0x40, 0x4f, 0x3a], romaji, '='],
        ...[kanji, [0x24, 0x64, 0x24, 0x5e, 0x24, 0x40], romaji, '^'],
        ...[kanji, [0x24, 0x3f, 0x24, 0x6d, 0x24, 0x26], romaji],
      ),
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
    ],
    [
      'bytes of two-byte characters that look like separators',
      '\\ISO 2022 IR 87',
      bytes('Haru=', kanji, [0x3d, 0x55, 0x3d, 0x5c, 0x3d, 0x5e], ascii, '^A'),
      'Haru=春旬殉^A',
    ],
    [
      'Japanese of the supplementary set',
      '\\ISO 2022 IR 159',
      bytes('A=', [ESC, 0x24, 0x28, 0x44, 0x30, 0x21], ascii),
      'A=丂',
    ],
    [
      'Korean (PS3.5 section I.2)',
      '\\ISO 2022 IR 149',
      bytes(
        ...['Hong^Gildong=', korean, [0xfb, 0xf3], '^', korean, [0xd1, 0xce, 0xd4, 0xd7], '='],
        ...[korean, [0xc8, 0xab], '^', korean, [0xb1, 0xe6, 0xb5, 0xbf]],
      ),
      'Hong^Gildong=洪^吉洞=홍^길동',
    ],
    [
      'Korean that is announced once for the whole name',
      '\\ISO 2022 IR 149',
      bytes('Hong=', korean, [0xfb, 0xf3], '^', [0xd1, 0xce, 0xd4, 0xd7]),
      'Hong=洪^吉洞',
    ],
    [
      'Chinese (PS3.5 section K.2)',
      '\\ISO 2022 IR 58',
      bytes('Zhang^XiaoDong=', chinese, [0xd5, 0xc5], '^', chinese, [0xd0, 0xa1, 0xb6, 0xab]),
      'Zhang^XiaoDong=张^小东',
    ],
    [
      'Cyrillic and Greek beside ASCII',
      '\\ISO 2022 IR 144\\ISO 2022 IR 126',
      bytes('Iwan^', cyrillic, [0xb8, 0xd2, 0xd0, 0xdd], '=', greek, [0xc4, 0xe9, 0xef, 0xed]),
      'Iwan^Иван=Διον',
    ],
    [
      'the first set again behind a separator',
      'ISO 2022 IR 101\\ISO 2022 IR 144',
      bytes([0xa3, 0xf3, 0x64, 0xbc], '^', cyrillic, [0xb8, 0xd2, 0xd0, 0xdd], '^', [0xa3]),
      'Łódź^Иван^Ł',
    ],
    [
      'Latin-9 alone',
      'ISO_IR 203',
      bytes('Lef', [0xbd], 'vre^', [0xbe], 'milie ', [0xa4]),
      'Lefœvre^Ÿmilie €',
    ],
    [
      'Latin-9 beside Greek',
      '\\ISO 2022 IR 203\\ISO 2022 IR 126',
      bytes('Bj', [ESC, 0x2d, 0x62, 0xf6], 'rn^', greek, [0xc4], '^', [ESC, 0x2d, 0x62, 0xa6]),
      'Björn^Δ^Š',
    ],
    [
      'Hebrew and Thai',
      '\\ISO 2022 IR 138\\ISO 2022 IR 166',
      bytes([ESC, 0x2d, 0x48, 0xe0, ESC, 0x2d, 0x54, 0xa1]),
      'אก',
    ],
  ])('%s', (_, characterSets, name, expected) => {
    expect(nameIn(characterSets, name)).toBe(expected);
  });

  it.each<[string, Uint8Array]>([
    ['an unknown escape sequence', bytes('A^', [ESC, 0x2d, 0x51, 0xe0])],
    ['half a character', bytes('A^', kanji, [0x3b, 0x33, 0x45], ascii)],
    ['a byte of no set', bytes([0xe0], '^', kanji, [0x3b, 0x33], ascii)],
  ])('leaves %s as it is, so that it is no valid name', (_, name) => {
    expect(nameIn('\\ISO 2022 IR 87', name)).toContain('\u001b');
  });
});

it('separates values, but not text, at the backslashes that are none of a character', () => {
  const text = bytes([ESC, 0x24, 0x42, 0x3d, 0x5c, ESC, 0x28, 0x42], '\\b ');
  const dataset = parsed([
    ['00080005', 'CS', '\\ISO 2022 IR 87'],
    ['00081030', 'LO', text],
    ['00104000', 'LT', text],
  ]);
  expect([dataset.StudyDescription, dataset.PatientComments]).toEqual([['旬', 'b'], '旬\\b']);
});

describe('items of sequences', () => {
  const meaning = (value: Uint8Array): SeriesOptions['elements'] => [['00080104', 'LO', value]];
  const meaningIn = (elements: NonNullable<SeriesOptions['elements']>): string =>
    textOf(itemOf(parsed(elements), 'DeidentificationMethodCodeSequence')!, 'CodeMeaning');

  it.each<[string, Uint8Array, string]>([
    ['ISO_IR 192', bytes('Läsion 肝'), 'Läsion 肝'],
    ['ISO_IR 144', bytes([0xb8, 0xd2, 0xd0, 0xdd]), 'Иван'],
    ['GB18030', bytes([0xd5, 0xc5]), '张'],
    ['ISO 2022 IR 13\\ISO 2022 IR 87', bytes([0xd4, 0xcf]), 'ﾔﾏ'],
    ['ISO_IR 100', bytes([0xe4]), 'ä'],
    ['ISO_IR 203', bytes([0xa4, 0xb8]), '€ž'],
  ])('have the character sets of the dataset: %s', (characterSets, value, expected) => {
    const elements = [
      ['00080005', 'CS', characterSets],
      ['00120064', 'SQ', [meaning(value)!]],
    ] as const;
    expect(meaningIn(elements)).toBe(expected);
  });

  it('may have character sets of their own', () => {
    const item = [['00080005', 'CS', 'ISO_IR 101'], ...meaning(bytes([0xa3]))!] as const;
    expect(
      meaningIn([
        ['00080005', 'CS', 'ISO_IR 192'],
        ['00120064', 'SQ', [item]],
      ]),
    ).toBe('Ł');
  });
});
