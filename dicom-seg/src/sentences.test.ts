import { UserError } from '@few-shot-lms/engine';
import { dicomError, dicomSaid, dicomSentences, inEnglish } from './sentences';

it('are whole sentences that say every value they are given', () => {
  for (const [key, say] of Object.entries(dicomSentences)) {
    const values = Array.from({ length: say.length }, (_, n) => `<${n}>`);
    const text = (say as (...values: string[]) => string)(...values);
    expect([key, text]).toEqual([key, expect.stringMatching(/^["A-Z<].*\.$/)]);
    for (const value of values) expect([key, text]).toEqual([key, expect.stringContaining(value)]);
  }
});

it('are in English where nobody says them otherwise', () => {
  const error = dicomError('framesNotDescribed', 3, 2);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toBe('The segmentation has 3 frames, but describes 2; get the file again.');
  expect(error.said).toEqual(dicomSaid('framesNotDescribed', 3, 2));
  expect(inEnglish(error.said!)).toBe(error.message);
  expect(inEnglish(dicomSaid('segmentsOverlap', 1))).toBe('Segments overlap in 1 voxel; each keeps its own.');
  expect(() => inEnglish({ key: 'engine.noImage', values: [] })).toThrow(
    'there is no sentence engine.noImage',
  );
  expect(() => inEnglish({ key: 'dicom.nonsense', values: [] })).toThrow('there is no sentence');
});
