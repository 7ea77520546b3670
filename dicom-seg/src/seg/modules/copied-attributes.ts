import type { NaturalizedDataset } from '../../part10/dataset';
import { numberOf, personNameOf, textOf, valuesOf } from '../../part10/dataset';
import { decimalString } from '../../part10/decimal-string';

/** How a value must look for its VR (PS3.5 section 6.2); what does not is not copied into our object. */
const VALID: Readonly<Record<string, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z0-9_ ]{1,16}$/,
  DA: /^\d{8}$/,
  LO: /^[^\\\p{Cc}]{1,64}$/u,
  LT: /^[^\0]{1,10240}$/,
  PN: /^.{1,324}$/su,
  SH: /^[^\\\p{Cc}]{1,16}$/u,
  ST: /^[^\0]{1,1024}$/,
  TM: /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/,
  UI: /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/,
};

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
  if (vr === 'PN') {
    const name = personNameOf(source, keyword);
    return VALID.PN.test(name) ? name : undefined;
  }
  const several = valuesOf(source, keyword);
  const texts = several.length > 1 ? several.map((value) => String(value).trim()) : [textOf(source, keyword)];
  if (!texts.every((text) => VALID[vr].test(text))) return undefined;
  return texts.length === 1 ? texts[0] : texts;
}
