import { commonStructures } from './common-structures';
import { conceptForLabel } from './concept-for-label';

const id = (label: string): string => conceptForLabel(label).id;

describe('conceptForLabel', () => {
  it.each([
    ['liver', 'liver'],
    ['LIVER 2', 'liver'],
    ['Kidney_L', 'kidney-left'],
    ['right kidney', 'kidney-right'],
    ['Kidney (right)', 'kidney-right'],
    ['Kidneys', 'kidney'],
    ['LeftAdrenalGland', 'adrenal-gland-left'],
    ['left adrenal', 'adrenal-gland-left'],
    ['IVC', 'inferior-vena-cava'],
    ['Portal vein and splenic vein', 'portal-vein'],
    ['Oesophagus', 'esophagus'],
    ['LV', 'left-ventricle-blood-pool'],
    ['RV cavity', 'right-ventricle-blood-pool'],
    ['Myo', 'myocardium'],
    ['Hippocampus left', 'hippocampus-left'],
    ['Tumour', 'neoplasm'],
    ['Liver segment 4', 'liver-segment-4'],
    ['Vertebra L4', 'vertebra-l4'],
    ['T1', 'tissue'],
    ['Left renal cyst', 'kidney-cyst-left'],
    ['Segment 1', 'tissue'],
    ['liver tumour margin', 'tissue'],
    ['', 'tissue'],
    ['1', 'tissue'],
  ])('%s → %s', (label, expected) => expect(id(label)).toBe(expected));

  it('no name means two structures', () => {
    const names = commonStructures.flatMap(({ id: structure, name, synonyms }) =>
      [name, ...synonyms].map((one) => [one.toLowerCase(), structure] as const),
    );
    const meanings = new Map<string, Set<string>>();
    for (const [name, structure] of names)
      meanings.set(name, (meanings.get(name) ?? new Set()).add(structure));
    expect([...meanings].filter(([, structures]) => structures.size > 1)).toEqual([]);
  });

  it('finds every structure by its own name; codes fit their attributes', () => {
    for (const structure of commonStructures) {
      expect(id(structure.name)).toBe(structure.id);
      for (const concept of [
        structure.category,
        structure.type,
        structure.typeModifier,
        structure.anatomicRegion,
        structure.regionModifier,
      ]) {
        if (!concept) continue;
        expect(concept.scheme).toBe('SCT');
        expect(concept.value).toMatch(/^\d{6,16}$/);
        expect(concept.meaning.length).toBeLessThanOrEqual(64);
      }
    }
  });
});
