import type { NaturalizedDataset } from '../../part10/dataset';
import { isValidText } from '../../part10/check-values';
import { numberOf, personNameOf, textOf, valuesOf } from '../../part10/dataset';
import { decimalString } from '../../part10/decimal-string';

/** Keyword → VR. */
export type AttributeTable = Readonly<Record<string, string>>;

/**
 * Attributes of the source that belong to the new object unchanged (those of the patient and the study). Values that
 * break the rules of their VR are left out: they would make the new object invalid.
 *
 * @param required these are there in any case, empty if the source has no valid value (type 2)
 */
export function copiedAttributes(
  source: NaturalizedDataset,
  table: AttributeTable,
  required: readonly string[] = [],
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [keyword, vr] of Object.entries(table)) {
    const value = validValue(source, keyword, vr);
    if (value !== undefined) copy[keyword] = value;
    else if (required.includes(keyword)) copy[keyword] = '';
  }
  return copy;
}

function validValue(source: NaturalizedDataset, keyword: string, vr: string): string | string[] | undefined {
  if (vr === 'DS') {
    const number = numberOf(source, keyword);
    return number === undefined ? undefined : decimalString(number);
  }
  const texts = vr === 'PN' ? [personNameOf(source, keyword)] : textsOf(source, keyword);
  if (!texts.every((text) => text !== '' && isValidText(vr, text))) return undefined;
  return texts.length === 1 ? texts[0] : texts;
}

function textsOf(source: NaturalizedDataset, keyword: string): string[] {
  const several = valuesOf(source, keyword);
  return several.length > 1 ? several.map((value) => String(value).trim()) : [textOf(source, keyword)];
}
