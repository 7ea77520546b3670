import type { CodedConcept } from './coded-concept';
import { sct } from './coded-concept';
import { commonStructures } from './common-structures';
import { snomedCtOf } from './snomed-rt-codes';

/** Coding scheme designators of SNOMED RT, retired from DICOM in 2017 (PS3.16 section 8.1.1). */
const RETIRED = ['SRT', 'SNM3', '99SDM'];

let current: ReadonlyMap<string, Successor> | undefined;

/**
 * The concept in a current coding scheme, where that is known.
 *
 * @returns the SNOMED CT concept for a code of SNOMED RT. One that is not known here stays as it is: it is retired, but
 * still true, and may be sent and must be understood (PS3.16 section 8.3). So does a concept of another scheme.
 */
export function currentConcept(concept: CodedConcept): CodedConcept {
  if (!RETIRED.includes(concept.scheme)) return concept;
  current ??= currentCodes();
  const successor = current.get(concept.value);
  return successor ? sct(successor.value, successor.meaning ?? concept.meaning) : concept;
}

/** A SNOMED CT code; what it means in DICOM, if the table of common structures has it. */
interface Successor {
  readonly value: string;
  readonly meaning?: string;
}

/** Successors of the codes of SNOMED RT that are known here. */
export function currentCodes(): ReadonlyMap<string, Successor> {
  const meanings = new Map(
    commonStructures
      .flatMap(({ category, type, typeModifier, anatomicRegion, regionModifier }) => [
        category,
        type,
        typeModifier,
        anatomicRegion,
        regionModifier,
      ])
      .filter((concept) => concept !== undefined)
      .map(({ value, meaning }) => [value, meaning]),
  );
  return new Map(
    Object.entries(snomedCtOf).map(([retired, value]) => [retired, { value, meaning: meanings.get(value) }]),
  );
}
