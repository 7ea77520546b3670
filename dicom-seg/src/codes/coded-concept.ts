/** A code of a coding scheme (Code Sequence Macro, PS3.3 section 8.8). */
export interface CodedConcept {
  readonly value: string;
  /** 'SCT' for SNOMED CT, 'DCM' for DICOM's own; '' for a value that is a URN or URL, which needs none. */
  readonly scheme: string;
  readonly meaning: string;
}

export const sct = (value: string, meaning: string): CodedConcept => ({ value, scheme: 'SCT', meaning });

export const dcm = (value: string, meaning: string): CodedConcept => ({ value, scheme: 'DCM', meaning });
