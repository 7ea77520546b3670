import type { DicomJson } from '../dicom/dicomJson';

/** Query parameters by keyword; any other attribute may be named by its tag. */
const TAG_OF_KEYWORD: Readonly<Record<string, string>> = {
  StudyDate: '00080020',
  StudyTime: '00080030',
  AccessionNumber: '00080050',
  Modality: '00080060',
  ModalitiesInStudy: '00080061',
  ReferringPhysicianName: '00080090',
  StudyDescription: '00081030',
  SeriesDescription: '0008103E',
  SOPClassUID: '00080016',
  SOPInstanceUID: '00080018',
  PatientName: '00100010',
  PatientID: '00100020',
  PatientBirthDate: '00100030',
  PatientSex: '00100040',
  BodyPartExamined: '00180015',
  StudyInstanceUID: '0020000D',
  SeriesInstanceUID: '0020000E',
  StudyID: '00200010',
  SeriesNumber: '00200011',
  InstanceNumber: '00200013',
};

const NOT_A_MATCHING_KEY = new Set(['limit', 'offset', 'includefield', 'fuzzymatching', 'orderby', 'accept']);
const RANGE_VRS = new Set(['DA', 'TM', 'DT']);
/** No UID, yet OHIF asks for several of them at once. */
const MODALITIES_IN_STUDY = TAG_OF_KEYWORD.ModalitiesInStudy;

/** A condition on one attribute. */
export interface MatchingKey {
  readonly tag: string;
  readonly wanted: string;
}

/** The matching keys among query parameters; parameters that name no attribute are ignored, as PS3.18 8.3.4 asks. */
export function matchingKeys(parameters: URLSearchParams): MatchingKey[] {
  const keys: MatchingKey[] = [];
  for (const [name, wanted] of parameters) {
    if (wanted === '' || NOT_A_MATCHING_KEY.has(name.toLowerCase())) continue;
    const tag = TAG_OF_KEYWORD[name] ?? (/^[0-9a-f]{8}$/i.test(name) ? name.toUpperCase() : undefined);
    if (tag) keys.push({ tag, wanted });
  }
  return keys;
}

/** True when the attributes meet every key: UID list, date and time range, wildcards, otherwise single value. */
export function matches(attributes: DicomJson, keys: readonly MatchingKey[]): boolean {
  return keys.every(({ tag, wanted }) => matchesKey(attributes, tag, wanted));
}

function matchesKey(attributes: DicomJson, tag: string, wanted: string): boolean {
  const attribute = attributes[tag];
  const values = (attribute?.Value ?? []).flatMap(textsOf);
  const vr = attribute?.vr ?? '';
  if (RANGE_VRS.has(vr) && wanted.includes('-')) return values.some((value) => inRange(value, wanted));
  // Only UIDs are asked for in lists (PS3.4 C.2.2.2.2); elsewhere a comma is a part of the text.
  const isList = vr === 'UI' || tag === MODALITIES_IN_STUDY;
  const patterns = (isList ? wanted.split(/[,\\]/) : [wanted]).map((part) => patternOf(part, vr));
  return values.some((value) => patterns.some((pattern) => pattern.test(value)));
}

/** A person name matches in any of its groups, with or without the carets between its components. */
function textsOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [String(value)];
  const groups = Object.values(value).filter((group): group is string => typeof group === 'string');
  return groups.flatMap((group) => [group, group.replace(/\^+/g, ' ').trim()]);
}

/** `from-to`, either side may be missing; compared as text, which orders DICOM dates and times. */
function inRange(value: string, range: string): boolean {
  const [from, to] = range.split('-', 2);
  const comparable = (text: string, filler: string): string => text.padEnd(14, filler);
  return (
    (from === '' || comparable(value, '0') >= comparable(from, '0')) &&
    (to === '' || comparable(value, '0') <= comparable(to, '9'))
  );
}

/** A UID is taken as it is; in a text `*` stands for anything and `?` for one character. */
function patternOf(wanted: string, vr: string): RegExp {
  const escaped = wanted.trim().replace(/[.+*?^${}()|[\]\\]/g, '\\$&');
  if (vr === 'UI') return new RegExp(`^${escaped}$`);
  return new RegExp(`^${escaped.replaceAll('\\*', '.*').replaceAll('\\?', '.')}$`, 'i');
}
