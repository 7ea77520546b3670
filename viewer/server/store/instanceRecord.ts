import { basename } from 'node:path';
import { derivedUid } from '../dicom/uid';
import { textOf, type DicomJson } from '../dicom/dicomJson';
import type { DicomHeader } from '../dicom/header';
import { pixelLayoutOf, type PixelLayout } from '../dicom/pixelLayout';

/** What is kept in memory of one stored instance. Plain data: it is also what the index file holds. */
export interface InstanceRecord {
  /** Path relative to the store's folder, with forward slashes. */
  readonly file: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  readonly sopClass: string;
  readonly transferSyntax: string;
  readonly pixels?: PixelLayout;
  /** The attributes that queries may ask for. */
  readonly attributes: DicomJson;
  /** UIDs that the file lacks and that were derived from what it has; empty for a proper file. */
  readonly completed: readonly string[];
}

export interface FileStamp {
  readonly file: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** Attributes of the study, series and instance level that QIDO-RS returns and matches (PS3.18 10.6.3). */
const QUERY_TAGS = [
  ...['00080005', '00080020', '00080030', '00080050', '00080090', '00081030', '00100010', '00100020'],
  ...['00100030', '00100040', '00101010', '0020000D', '00200010', '00080060', '0008103E', '0020000E'],
  ...['00080021', '00080031', '00200011', '00180015', '00181030', '00200052', '00400244', '00400245'],
  ...['00080016', '00080018', '00080008', '00200013', '00280008', '00280010', '00280011', '00280100'],
];

/** Summarises a header. Missing study and series UIDs, which exist in the wild, are derived from what the file has. */
export function recordOf(stamp: FileStamp, header: DicomHeader): InstanceRecord {
  const { study, series, instance, sopClass, completed } = identify(header, stamp);
  const attributes: DicomJson = {};
  for (const tag of QUERY_TAGS) {
    if (header.dataSet[tag]) attributes[tag] = header.dataSet[tag];
  }
  const record = {
    ...stamp,
    ...{ study, series, instance, sopClass, completed },
    transferSyntax: header.transferSyntax,
    pixels: pixelLayoutOf(header),
  };
  return { ...record, attributes: withIdentity(attributes, record) };
}

/** The data set with the identifiers under which the store serves it. */
export function withIdentity(
  json: DicomJson,
  record: Pick<InstanceRecord, 'study' | 'series' | 'instance' | 'sopClass'>,
): DicomJson {
  const uid = (value: string): { vr: string; Value: unknown[] } => ({ vr: 'UI', Value: [value] });
  return {
    ...json,
    '00080016': uid(record.sopClass),
    '00080018': uid(record.instance),
    '0020000D': uid(record.study),
    '0020000E': uid(record.series),
  };
}

interface Identity {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
  readonly sopClass: string;
  readonly completed: readonly string[];
}

function identify({ meta, dataSet }: DicomHeader, stamp: FileStamp): Identity {
  const completed: string[] = [];
  const complete = (tag: string, name: string, otherwise: () => string): string => {
    const found = textOf(dataSet, tag);
    if (found !== '') return found;
    completed.push(name);
    return otherwise();
  };
  const all = (...tags: string[]): string[] => tags.map((tag) => textOf(dataSet, tag));
  const study = complete('0020000D', 'StudyInstanceUID', () =>
    derivedUid('study', ...all('00100020', '00100010', '00080020', '00080030', '00200010', '00080050')),
  );
  const series = complete('0020000E', 'SeriesInstanceUID', () =>
    derivedUid('series', study, ...all('00080060', '00200011', '0008103E', '00180024', '00200052')),
  );
  const instance = complete(
    '00080018',
    'SOPInstanceUID',
    () =>
      textOf(meta, '00020003') ||
      derivedUid('instance', series, ...all('00200013', '00200032'), basename(stamp.file)),
  );
  const sopClass = complete('00080016', 'SOPClassUID', () => textOf(meta, '00020002'));
  return { study, series, instance, sopClass, completed };
}
