import type { DicomJson, DicomJsonAttribute } from '../dicom/dicomJson';
import { numberOf } from '../dicom/dicomJson';
import type { InstanceRecord } from '../store/instanceRecord';
import { matches, matchingKeys } from './matching';

export type QueryLevel = 'studies' | 'series' | 'instances';

/** Attributes that belong to a study, series or instance row of QIDO-RS (PS3.18 10.6.3). */
const STUDY_TAGS = [
  ...['00080005', '00080020', '00080030', '00080050', '00080090', '00081030'],
  ...['00100010', '00100020', '00100030', '00100040', '00101010', '0020000D', '00200010'],
];
const SERIES_TAGS = [
  ...['00080005', '00080060', '0008103E', '0020000D', '0020000E', '00200011', '00200052'],
  ...['00080021', '00080031', '00180015', '00181030', '00400244', '00400245'],
];

/**
 * Answers a QIDO-RS query: rows of one level that meet the parameters' matching keys, between `offset` and `limit`.
 *
 * @param records those within the resource that was queried
 * @param studyUrl address of a study, for the RetrieveURL of each row
 */
export function query(
  level: QueryLevel,
  records: readonly InstanceRecord[],
  parameters: URLSearchParams,
  studyUrl: (study: string) => string,
): DicomJson[] {
  const keys = matchingKeys(parameters);
  const rows = rowsOf(level, records, studyUrl).filter((row) => matches(row.searched, keys));
  const offset = wholeNumber(parameters.get('offset')) ?? 0;
  const limit = wholeNumber(parameters.get('limit')) ?? rows.length;
  return rows.slice(offset, offset + limit).map((row) => row.returned);
}

interface Row {
  readonly returned: DicomJson;
  /** Also holds attributes of higher levels, so that e.g. all series of a patient can be asked for. */
  readonly searched: DicomJson;
}

function rowsOf(
  level: QueryLevel,
  records: readonly InstanceRecord[],
  studyUrl: (study: string) => string,
): Row[] {
  if (level === 'studies')
    return groupBy(records, (record) => record.study).map((group) => studyRow(group, studyUrl));
  if (level === 'series')
    return groupBy(records, (record) => record.series).map((group) => seriesRow(group, studyUrl));
  return [...records].sort(byInstanceNumber).map((record) => instanceRow(record, studyUrl));
}

function studyRow(group: readonly InstanceRecord[], studyUrl: (study: string) => string): Row {
  const [first] = group;
  const series = new Set(group.map((record) => record.series));
  const modalities = [
    ...new Set(group.flatMap((record) => record.attributes['00080060']?.Value ?? [])),
  ].sort();
  const returned: DicomJson = {
    ...pick(first.attributes, STUDY_TAGS),
    '00080056': attribute('CS', 'ONLINE'),
    '00080061': attribute('CS', ...modalities),
    '00081190': attribute('UR', studyUrl(first.study)),
    '00201206': attribute('IS', series.size),
    '00201208': attribute('IS', group.length),
  };
  return { returned, searched: returned };
}

function seriesRow(group: readonly InstanceRecord[], studyUrl: (study: string) => string): Row {
  const [first] = group;
  const returned: DicomJson = {
    ...pick(first.attributes, SERIES_TAGS),
    '00081190': attribute('UR', `${studyUrl(first.study)}/series/${first.series}`),
    '00201209': attribute('IS', group.length),
  };
  return { returned, searched: { ...first.attributes, ...returned } };
}

function instanceRow(record: InstanceRecord, studyUrl: (study: string) => string): Row {
  const url = `${studyUrl(record.study)}/series/${record.series}/instances/${record.instance}`;
  const returned: DicomJson = {
    ...record.attributes,
    '00080056': attribute('CS', 'ONLINE'),
    '00081190': attribute('UR', url),
    '00083002': attribute('UI', record.transferSyntax),
  };
  return { returned, searched: returned };
}

function attribute(vr: string, ...values: unknown[]): DicomJsonAttribute {
  return values.length > 0 ? { vr, Value: values } : { vr };
}

function pick(attributes: DicomJson, tags: readonly string[]): DicomJson {
  return Object.fromEntries(tags.filter((tag) => attributes[tag]).map((tag) => [tag, attributes[tag]]));
}

function groupBy(
  records: readonly InstanceRecord[],
  key: (record: InstanceRecord) => string,
): InstanceRecord[][] {
  const groups = new Map<string, InstanceRecord[]>();
  for (const record of records) {
    const group = groups.get(key(record));
    if (group) group.push(record);
    else groups.set(key(record), [record]);
  }
  return [...groups.values()];
}

function byInstanceNumber(a: InstanceRecord, b: InstanceRecord): number {
  return (numberOf(a.attributes, '00200013') ?? 0) - (numberOf(b.attributes, '00200013') ?? 0);
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
