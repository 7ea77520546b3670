import type { StructureConcept } from './structure-concept';
import { abdomen } from './structures/abdomen';
import { bones } from './structures/bones';
import { brain } from './structures/brain';
import { general } from './structures/general';
import { headNeck } from './structures/head-neck';
import { heart } from './structures/heart';
import { lesions } from './structures/lesions';
import { pelvis } from './structures/pelvis';
import { thorax } from './structures/thorax';
import { vessels } from './structures/vessels';

/**
 * Structures that are often segmented, in SNOMED CT codes that DICOM uses. `test/conformance/test_structure_codes.py`
 * holds every code against the context groups of the standard.
 */
export const commonStructures: readonly StructureConcept[] = [
  ...abdomen,
  ...heart,
  ...vessels,
  ...thorax,
  ...pelvis,
  ...brain,
  ...headNeck,
  ...bones,
  ...lesions,
  ...general,
];

/** What a label gets that fits nothing in the table. */
export const genericStructure: StructureConcept = commonStructures[commonStructures.length - 1];

let byId: ReadonlyMap<string, StructureConcept> | undefined;

/** The row with an id; undefined if there is none. */
export function structureById(id: string): StructureConcept | undefined {
  byId ??= new Map(commonStructures.map((structure) => [structure.id, structure]));
  return byId.get(id);
}
