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

  it.each([
    ['T-D05E4', '279706003', 'Peripheral zone of the prostate'],
    ['R0-00024', '717025007', 'Anterior fibromuscular stroma of prostate'],
    ['T-D8700', '85562004', 'Hand'],
    ['R-42018', '309825002', 'Spatial and Relational Concept'],
  ])(
    'keeps what a file says that %s means, where the table of structures does not have it',
    (retired, value, meaning) =>
      expect(currentConcept(srt(retired, meaning))).toEqual({ value, scheme: 'SCT', meaning }),
  );

  it('leaves other schemes alone, and codes that it does not know: they are retired, but true', () => {
    const concept = { value: '113076', scheme: 'DCM', meaning: 'Segmentation' };
    expect(currentConcept(concept)).toBe(concept);
    const unknown = srt('X-99999', 'something');
    expect(currentConcept(unknown)).toBe(unknown);
  });
});
