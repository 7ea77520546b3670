import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commonStructures } from '../src/codes/common-structures';
import { conformanceStatement } from './statement';

const FILE = join(__dirname, '../../docs/dicom-conformance.md');

describe('docs/dicom-conformance.md', () => {
  it('is what the tables of the code say; if not, run node dicom-seg/conformance/write-statement.mjs', () => {
    expect(readFileSync(FILE, 'utf8')).toBe(conformanceStatement());
  });

  it('has what it promises to take from the tables', () => {
    const text = conformanceStatement();
    for (const said of [
      '1.2.840.10008.5.1.4.1.1.66.7',
      'RLE Lossless',
      'SegmentsOverlap (0062,0013) 3',
      'DerivationCodeSequence (0008,9215) 1',
      String(commonStructures.length),
    ]) {
      expect(text).toContain(said);
    }
    expect(text).not.toContain('undefined');
  });
});
