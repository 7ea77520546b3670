import type { CodedConcept } from './coded-concept';

/** What a segment shows, in codes: one row of the table of common structures. */
export interface StructureConcept {
  /** Short name that does not change, for settings and tests. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** Other names it is found by; lower case. */
  readonly synonyms: readonly string[];
  /** Segmented Property Category (CID 7150). */
  readonly category: CodedConcept;
  /** Segmented Property Type (CID 7151 and below). */
  readonly type: CodedConcept;
  /** Laterality, for paired organs (CID 244). */
  readonly typeModifier?: CodedConcept;
  /** Where it is, for types that do not say it themselves. */
  readonly anatomicRegion?: CodedConcept;
  /** Laterality of a paired anatomic region (CID 244). */
  readonly regionModifier?: CodedConcept;
  /** Recommended display colour, sRGB 0..255; a SEG has it as CIELab. */
  readonly rgb: readonly [number, number, number];
}
