import { currentConcept } from './retired-codes';

const srt = (value: string, meaning: string) => ({ value, scheme: 'SRT', meaning });

describe('currentConcept', () => {
  it.each([
    ['T-62000', '10200004', 'Liver'],
    ['T-D0050', '85756007', 'Tissue'],
    ['G-A101', '7771000', 'Left'],
  ])('gives %s its SNOMED CT code', (retired, value, meaning) =>
    expect(currentConcept(srt(retired, 'of the file'))).toEqual({ value, scheme: 'SCT', meaning }),
  );

  it('leaves other schemes alone, and gives up codes that it does not know', () => {
    const concept = { value: '113076', scheme: 'DCM', meaning: 'Segmentation' };
    expect(currentConcept(concept)).toBe(concept);
    expect(currentConcept(srt('X-99999', 'something'))).toBeUndefined();
  });
});
