/** One attribute in the DICOM JSON model (PS3.18 annex F). */
export interface DicomJsonAttribute {
  vr: string;
  Value?: unknown[];
  InlineBinary?: string;
  BulkDataURI?: string;
}

/** A data set in the DICOM JSON model, keyed by tag: eight upper-case hexadecimal digits. */
export type DicomJson = Record<string, DicomJsonAttribute>;

/** A data element as dcmjs reads it. */
interface ParsedElement {
  readonly vr: string;
  readonly Value?: unknown;
  /** The value before dcmjs mended it. */
  readonly _rawValue?: unknown;
}

/** A data set as dcmjs reads it, keyed by tag. */
export type ParsedDataSet = Record<string, ParsedElement>;

const BINARY_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);

/** Turns a data set parsed by dcmjs into the DICOM JSON model; group lengths are left out. */
export function toDicomJson(dict: ParsedDataSet): DicomJson {
  const json: DicomJson = {};
  for (const tag of Object.keys(dict)) {
    if (tag.endsWith('0000')) continue;
    const attribute = toAttribute(dict[tag]);
    if (attribute) json[tag] = attribute;
  }
  return json;
}

/** First value of an attribute as trimmed text; '' where there is none. */
export function textOf(json: DicomJson, tag: string): string {
  const value = json[tag]?.Value?.[0];
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return String((value as { Alphabetic?: unknown }).Alphabetic ?? '').trim();
  return String(value).trim();
}

/** First value of an attribute as a number, or undefined. */
export function numberOf(json: DicomJson, tag: string): number | undefined {
  const text = textOf(json, tag);
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? undefined : value;
}

function toAttribute(element: ParsedElement): DicomJsonAttribute | undefined {
  const { vr } = element;
  // dcmjs drops characters that no UID may have, which could make two UIDs the same one.
  const values = listOf(vr === 'UI' ? (element._rawValue ?? element.Value) : element.Value);
  if (BINARY_VRS.has(vr)) {
    const bytes = Buffer.concat(values.map(bytesOf));
    return bytes.length > 0 ? { vr, InlineBinary: bytes.toString('base64') } : { vr };
  }
  if (vr === 'SQ') {
    const items = values.map((item) => toDicomJson(item as ParsedDataSet));
    return items.length > 0 ? { vr, Value: items } : { vr };
  }
  const converted = values.map((value) => toValue(vr, value));
  return converted.some((value) => value !== null) ? { vr, Value: converted } : { vr };
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? [...value] : [value];
}

function bytesOf(value: unknown): Buffer {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  return Buffer.from(String(value ?? ''), 'latin1');
}

/** `null` stands for an empty value among others, as the model has it. */
function toValue(vr: string, value: unknown): unknown {
  if (value === undefined || value === null || value === '') return null;
  if (vr === 'UI') return String(value).replace(/[\0 ]+$/, '') || null;
  if (vr === 'PN') return toPersonName(value);
  if (vr === 'AT')
    return typeof value === 'number' ? value.toString(16).toUpperCase().padStart(8, '0') : String(value);
  if (vr === 'IS' || vr === 'DS') {
    const number = Number(value);
    return Number.isFinite(number) ? number : null;
  }
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return String(value);
}

/** Spaces at the end of a name's groups are padding; a name of nothing else is empty. */
function toPersonName(value: unknown): Record<string, string> | null {
  const groups = typeof value === 'string' ? { Alphabetic: value } : (value as Record<string, unknown>);
  const name: Record<string, string> = {};
  for (const [group, text] of Object.entries(groups)) {
    const trimmed = String(text ?? '').trimEnd();
    if (trimmed !== '') name[group] = trimmed;
  }
  return Object.keys(name).length > 0 ? name : null;
}
