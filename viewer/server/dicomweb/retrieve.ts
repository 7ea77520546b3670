import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { openDataSet, readHeader } from '../dicom/header';
import type { DicomJson } from '../dicom/dicomJson';
import type { DicomStore } from '../store/dicomStore';
import { withIdentity, type InstanceRecord } from '../store/instanceRecord';
import type { FrameReader } from './frameReader';
import { frameMediaType } from './mediaTypes';
import { sendMultipart, sendProblem, type ReplyPart } from './reply';

/** The data set of an instance without pixel data; large binary values as the address they can be had from. */
export function metadataOf(store: DicomStore, record: InstanceRecord, instanceUrl: string): DicomJson {
  const header = readHeader(store.pathOf(record));
  const json = withIdentity(header.dataSet, record);
  for (const span of header.bulk) {
    json[span.tag] = { vr: span.vr || 'UN', BulkDataURI: `${instanceUrl}/bulkdata/${span.tag}` };
  }
  return Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** WADO-RS: whole instances as they are stored. */
export async function sendInstances(
  response: ServerResponse,
  store: DicomStore,
  records: readonly InstanceRecord[],
): Promise<void> {
  const parts = records.map((record): ReplyPart => ({
    type: `application/dicom; transfer-syntax=${record.transferSyntax}`,
    length: record.size,
    // Opened only when its turn comes: a series may have more files than may be open at once.
    body: { [Symbol.asyncIterator]: () => createReadStream(store.pathOf(record))[Symbol.asyncIterator]() },
  }));
  await sendMultipart(response, 'application/dicom', parts);
}

/** WADO-RS: frames as they are stored. */
export async function sendFrames(
  response: ServerResponse,
  store: DicomStore,
  reader: FrameReader,
  record: InstanceRecord,
  frames: readonly number[],
  accept: string,
): Promise<void> {
  if (!record.pixels) return sendProblem(response, 404, `Instance ${record.instance} has no pixel data.`);
  const type = frameMediaType(record.transferSyntax, record.pixels.encapsulated, accept);
  const parts = reader
    .read(store.pathOf(record), record, frames)
    .map((bytes): ReplyPart => ({ type, length: bytes.length, body: [bytes] }));
  await sendMultipart(response, type.split(';', 1)[0], parts);
}

/** One large binary value, named by its tag. */
export async function sendBulkData(
  response: ServerResponse,
  store: DicomStore,
  record: InstanceRecord,
  tag: string,
): Promise<void> {
  const path = store.pathOf(record);
  const header = readHeader(path);
  const span = header.bulk.find((candidate) => candidate.tag === tag.toUpperCase());
  if (!span) return sendProblem(response, 404, `Instance ${record.instance} has no bulk data ${tag}.`);
  const source = openDataSet(path, header.deflated);
  try {
    const bytes = Buffer.from(source.read(span.valueOffset, span.valueLength));
    const part: ReplyPart = { type: 'application/octet-stream', length: bytes.length, body: [bytes] };
    await sendMultipart(response, 'application/octet-stream', [part]);
  } finally {
    source.close();
  }
}
