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
export const commonStructures: readonly StructureConcept[] = benchmarkOrgansFirst([
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
]);

/** The organs of Synapse-CT, CHAOS and MS-CMRSeg, which most users look for, before all others. */
function benchmarkOrgansFirst(structures: readonly StructureConcept[]): StructureConcept[] {
  const organs = [
    ...['liver', 'spleen', 'kidney-left', 'kidney-right', 'gallbladder', 'pancreas', 'stomach', 'esophagus'],
    ...['adrenal-gland-left', 'adrenal-gland-right', 'aorta', 'inferior-vena-cava', 'portal-vein'],
    ...['left-ventricle-blood-pool', 'right-ventricle-blood-pool', 'myocardium'],
  ];
  const first = organs.flatMap((id) => structures.find((structure) => structure.id === id) ?? []);
  return [...first, ...structures.filter((structure) => !first.includes(structure))];
}

/** What a label gets that fits nothing in the table. */
export const genericStructure: StructureConcept = commonStructures[commonStructures.length - 1];

let byId: ReadonlyMap<string, StructureConcept> | undefined;

/** The row with an id; undefined if there is none. */
export function structureById(id: string): StructureConcept | undefined {
  byId ??= new Map(commonStructures.map((structure) => [structure.id, structure]));
  return byId.get(id);
}
