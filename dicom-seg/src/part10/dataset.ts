/**
 * A dataset with attribute keywords as keys, as dcmjs naturalizes it: single values unwrapped, sequences as lists.
 * Datasets come from files (this package) and from DICOMweb metadata (OHIF); the two differ in details such as
 * lists of one, so values are only ever read through the functions below.
 */
export interface NaturalizedDataset {
  readonly [keyword: string]: unknown;
}

/** All values of an attribute; empty if it is absent or has no value. */
export function valuesOf(dataset: NaturalizedDataset, keyword: string): readonly unknown[] {
  const value = dataset[keyword];
  if (value === undefined || value === null || value === '') return [];
  return Array.isArray(value) ? value : [value];
}

/** The first value as trimmed text, '' if absent. Not for person names. */
export function textOf(dataset: NaturalizedDataset, keyword: string): string {
  const first = valuesOf(dataset, keyword)[0];
  return typeof first === 'string' || typeof first === 'number'
    ? String(first).replace(/\0/g, '').trim()
    : '';
}

/** All values as finite numbers; anything that is no number is left out. */
export function numbersOf(dataset: NaturalizedDataset, keyword: string): readonly number[] {
  return valuesOf(dataset, keyword)
    .map((value) => (typeof value === 'string' && value.trim() === '' ? NaN : Number(value)))
    .filter(Number.isFinite);
}

/** The first value as a finite number, undefined if there is none. */
export function numberOf(dataset: NaturalizedDataset, keyword: string): number | undefined {
  return numbersOf(dataset, keyword)[0];
}

/** The items of a sequence; empty if it is absent. */
export function itemsOf(dataset: NaturalizedDataset, keyword: string): readonly NaturalizedDataset[] {
  return valuesOf(dataset, keyword).filter(
    (item): item is NaturalizedDataset => typeof item === 'object' && item !== null,
  );
}

/** An item of a sequence by its index (from 0; default the first), undefined if there is none. */
export function itemOf(
  dataset: NaturalizedDataset,
  keyword: string,
  index = 0,
): NaturalizedDataset | undefined {
  const item = valuesOf(dataset, keyword)[index];
  return typeof item === 'object' && item !== null ? (item as NaturalizedDataset) : undefined;
}

/**
 * Person names in DICOM's own text form (alphabetic=ideographic=phonetic, several separated by a backslash). Values
 * may be text already, or objects of the DICOM JSON model.
 */
export function personNameOf(dataset: NaturalizedDataset, keyword: string): string {
  const groups = (value: unknown): string => {
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null) return '';
    const name = value as { Alphabetic?: unknown; Ideographic?: unknown; Phonetic?: unknown };
    return [name.Alphabetic, name.Ideographic, name.Phonetic]
      .map((group) => (typeof group === 'string' ? group : ''))
      .join('=')
      .replace(/=+$/, '');
  };
  return valuesOf(dataset, keyword).map(groups).filter(Boolean).join('\\');
}
