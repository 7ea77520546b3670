import { commonStructures, genericStructure } from './common-structures';
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
      [structure.name, structure.id, ...structure.synonyms].map((name) => [normalizedLabel(name), structure]),
    ),
  );
  return byName.get(normalizedLabel(label)) ?? genericStructure;
}

function normalizedLabel(label: string): string {
  return label
    .normalize('NFKD')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/^segment (?=[a-z])|(?: \d+)+$/g, '')
    .trim();
}
