import { showsOneOf } from './bodyRegions';

const MEASURED = ['ABDOMEN', 'HEART'];

describe('a series shows one of the regions', () => {
  it.each([
    'ABDOMEN',
    'LIVER',
    'CHESTABDPELVIS',
    'ABDOMEN_PELVIS',
    'Abdomen Pelvis',
    'HEART',
    'CARDIAC',
    'WHOLEBODY',
  ])('where it says %s', (bodyPart) => expect(showsOneOf(MEASURED, bodyPart)).toBe(true));

  it.each(['CHEST', 'HEAD', 'KNEE', 'PELVIS', 'PROSTATE'])('not where it says %s', (bodyPart) => {
    expect(showsOneOf(MEASURED, bodyPart)).toBe(false);
  });

  it('by the word itself where the region is another one', () => {
    expect(showsOneOf(['HEAD'], 'HEADNECK')).toBe(true);
    expect(showsOneOf(['HEAD'], 'ABDOMEN')).toBe(false);
  });
});
