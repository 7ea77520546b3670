import { commonStructures, genericStructure } from './common-structures';
import { normalizedName } from './normalized-name';
import type { StructureConcept } from './structure-concept';

let byName: ReadonlyMap<string, StructureConcept> | undefined;

/**
 * The structure that a label of a person most likely means: 'Leber' no, 'liver', 'Kidney_L', 'left kidney (1)' yes.
 * Letter case, punctuation and trailing numbers do not matter.
 *
 * @returns a row of the table of common structures; the generic tissue if nothing fits
 */
export function conceptForLabel(label: string): StructureConcept {
  byName ??= new Map(
    commonStructures.flatMap((structure) =>
      [structure.name, structure.id, ...structure.synonyms].map((name) => [normalizedName(name), structure]),
    ),
  );
  const name = normalizedName(label).replace(/^segment (?=[a-z])/, '');
  // With its number first: 'liver segment 4' is more than a fourth liver.
  return byName.get(name) ?? byName.get(name.replace(/(?: \d+)+$/, '')) ?? genericStructure;
}
