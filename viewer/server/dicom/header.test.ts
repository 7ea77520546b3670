import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing/localServer';
import { part10, type TestElement, type TestSyntax } from '../testing/part10';
import { readHeader } from './header';

const ESCAPE = '\u001b';
/** Bytes of JIS X 0208, one character each; without the escapes around them. */
const kanji = (bytes: string): string => `${ESCAPE}$B${bytes}${ESCAPE}(B`;
const korean = (...bytes: number[]): string => `${ESCAPE}$)C${String.fromCharCode(...bytes)}`;

function read(elements: readonly TestElement[], syntax?: TestSyntax) {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, part10(elements, syntax));
  return readHeader(path).dataSet;
}

const japanese: TestElement = ['00080005', 'CS', '\\ISO 2022 IR 87'];

describe('text of several character sets', () => {
  it.each<TestSyntax>(['explicit', 'implicit'])('is decoded: Japanese (PS3.5 H.3.1), %s', (syntax) => {
    const name = `Yamada^Tarou=${kanji(';3ED')}^${kanji('B@O:')}=${kanji('$d$^$@')}^${kanji('$?$m$&')}`;
    const json = read([japanese, ['00100010', 'PN', name]], syntax);
    expect(json['00100010'].Value).toEqual([
      { Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' },
    ]);
    expect(json['00080005'].Value).toEqual(['ISO_IR 192']);
  });

  it('is decoded: Korean (PS3.5 I.2)', () => {
    const family = korean(0xfb, 0xf3);
    const given = korean(0xd1, 0xce, 0xd4, 0xd7);
    const spoken = `${korean(0xc8, 0xab)}^${korean(0xb1, 0xe6, 0xb5, 0xbf)}`;
    const json = read([
      ['00080005', 'CS', '\\ISO 2022 IR 149'],
      ['00100010', 'PN', `Hong^Gildong=${family}^${given}=${spoken}`],
    ]);
    expect(json['00100010'].Value).toEqual([
      { Alphabetic: 'Hong^Gildong', Ideographic: '洪^吉洞', Phonetic: '홍^길동' },
    ]);
  });

  it('is cut at delimiters, not at half of a character', () => {
    // 春 is written as "=U", 施 as ";\".
    const json = read([
      japanese,
      ['00100010', 'PN', `Haru=${kanji('=U')}\\Se=${kanji(';\\')}`],
      ['00081030', 'LO', `plain\\${kanji('=U;\\')}`],
      ['00104000', 'LT', `one\\${kanji(';\\')}`],
    ]);
    expect(json['00100010'].Value).toEqual([
      { Alphabetic: 'Haru', Ideographic: '春' },
      { Alphabetic: 'Se', Ideographic: '施' },
    ]);
    expect(json['00081030'].Value).toEqual(['plain', '春施']);
    expect(json['00104000'].Value).toEqual(['one\\施']);
  });

  it('is decoded in items', () => {
    const json = read([japanese, ['00081110', 'SQ', [[['00081030', 'LO', kanji('=U')]]]]]);
    expect(json['00081110'].Value).toEqual([{ '00081030': { vr: 'LO', Value: ['春'] } }]);
  });

  it('is as it was where there is one set, or no escape', () => {
    const latin = read([
      ['00080005', 'CS', 'ISO_IR 100'],
      ['00100010', 'PN', 'Müller^Jörg'],
    ]);
    expect(latin['00100010'].Value).toEqual([{ Alphabetic: 'Müller^Jörg' }]);
    expect(read([japanese, ['00100010', 'PN', 'Doe^Jane']])['00100010'].Value).toEqual([
      { Alphabetic: 'Doe^Jane' },
    ]);
  });
});
