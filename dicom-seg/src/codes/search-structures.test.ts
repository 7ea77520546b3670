import { commonStructures } from './common-structures';
import { searchStructures } from './search-structures';

const found = (query: string): string[] => searchStructures(query).map(({ id }) => id);

describe('searchStructures', () => {
  it.each([
    ['liver', 'liver'],
    ['LIV', 'liver'],
    ['kid l', 'kidney-left'],
    ['left kid', 'kidney-left'],
    ['l3', 'vertebra-l3'],
    ['ivc', 'inferior-vena-cava'],
    ['oesoph', 'esophagus'],
    ['renal tumour left', 'kidney-neoplasm-left'],
  ])('%s: %s comes first', (query, id) => expect(found(query)[0]).toBe(id));

  it('puts the organ before what only contains its name', () => {
    const ids = found('liver');
    expect(ids.indexOf('liver')).toBeLessThan(ids.indexOf('liver-lesion'));
    expect(ids).toContain('liver-segment-4');
  });

  it('finds nothing for a name that is no beginning of a word, and everything for none', () => {
    expect(found('idney')).toEqual([]);
    expect(searchStructures('  ')).toBe(commonStructures);
  });

  it('does not care for accents and punctuation', () => {
    expect(found('Côlon')[0]).toBe('colon');
  });
});

it('lists the organs of the three benchmarks first', () => {
  expect(
    searchStructures('')
      .slice(0, 16)
      .map(({ id }) => id),
  ).toEqual([
    ...['liver', 'spleen', 'kidney-left', 'kidney-right', 'gallbladder', 'pancreas', 'stomach', 'esophagus'],
    ...['adrenal-gland-left', 'adrenal-gland-right', 'aorta', 'inferior-vena-cava', 'portal-vein'],
    ...['left-ventricle-blood-pool', 'right-ventricle-blood-pool', 'myocardium'],
  ]);
});
