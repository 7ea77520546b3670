import type { IncomingMessage, ServerResponse } from 'node:http';
import { NoSuchFrame } from '../dicom/frames';
import type { DicomStore } from '../store/dicomStore';
import type { InstanceRecord } from '../store/instanceRecord';
import { FrameReader } from './frameReader';
import { BrokenMultipart, boundaryOf } from './multipart';
import { query, type QueryLevel } from './queries';
import { sendJson, sendProblem } from './reply';
import { metadataOf, sendBulkData, sendFrames, sendInstances } from './retrieve';
import { storeInstances } from './storeInstances';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Resource {
  readonly study?: string;
  readonly series?: string;
  readonly instance?: string;
  /** The path's segments behind the last UID. */
  readonly rest: readonly string[];
}

/**
 * Answers DICOMweb requests below `root` from a store: QIDO-RS, WADO-RS (instances, metadata, frames, bulk data) and
 * STOW-RS. Frames and instances are served as they are stored; nothing is transcoded or rendered.
 *
 * @param root path of the service, without a slash at its end
 * @param log takes one line for a person
 */
export function dicomwebHandler(
  store: DicomStore,
  root: string,
  log: (line: string) => void,
): RequestHandler {
  const frameReader = new FrameReader();

  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const resource = parsePath(url.pathname.slice(root.length));
    const service = `http://${request.headers.host ?? 'localhost'}${root}`;
    const studyUrl = (study: string): string => `${service}/studies/${study}`;
    if (!resource)
      return sendProblem(response, 404, `${url.pathname} is no DICOMweb resource of this server.`);
    try {
      if (request.method === 'POST') return await receive(request, response, resource, studyUrl);
      if (request.method !== 'GET')
        return sendProblem(
          response,
          405,
          `${request.method} is not supported; this server does not change or delete instances.`,
        );
      await retrieve(request, response, resource, url.searchParams, studyUrl);
    } catch (error) {
      if (error instanceof BrokenMultipart) return sendProblem(response, 400, error.message);
      if (error instanceof NoSuchFrame) return sendProblem(response, 404, error.message);
      throw error;
    }
  };

  async function receive(
    request: IncomingMessage,
    response: ServerResponse,
    resource: Resource,
    studyUrl: (study: string) => string,
  ): Promise<void> {
    if (resource.series || resource.rest.length > 0)
      return sendProblem(response, 405, 'Instances are stored at /studies or /studies/<study>.');
    const contentType = request.headers['content-type'] ?? '';
    const boundary = boundaryOf(contentType);
    if (!/^multipart\/related/i.test(contentType) || !boundary) {
      return sendProblem(
        response,
        415,
        'Instances are stored as multipart/related; type="application/dicom" with a boundary.',
      );
    }
    const reply = await storeInstances(store, request, boundary, resource.study, studyUrl);
    for (const reason of reply.reasons) log(`Not stored: ${reason}`);
    if (reply.reasons.length > 0)
      response.setHeader(
        'Warning',
        `299 few-shot-lms "${reply.reasons[0].replace(/[^\x20-\x7e]|["\\]/g, "'")}"`,
      );
    sendJson(response, reply.status, reply.body);
  }

  async function retrieve(
    request: IncomingMessage,
    response: ServerResponse,
    resource: Resource,
    parameters: URLSearchParams,
    studyUrl: (study: string) => string,
  ): Promise<void> {
    const records = await store.find(resource);
    const [action, detail] = resource.rest;
    const level = queryLevel(resource);
    if (level) {
      if (parameters.get('fuzzymatching') === 'true')
        response.setHeader(
          'Warning',
          '299 few-shot-lms "Fuzzy matching is not supported; only literal matching was done."',
        );
      return sendJson(response, 200, query(level, records, parameters, studyUrl));
    }
    if (records.length === 0)
      return sendProblem(response, 404, 'No such study, series or instance is stored here.');
    if (action === undefined) return sendInstances(response, store, withFiles(records));
    if (action === 'metadata' && resource.rest.length === 1) {
      const json = withFiles(records).map((record) => {
        const { study, series, instance } = record;
        return metadataOf(store, record, `${studyUrl(study)}/series/${series}/instances/${instance}`);
      });
      return sendJson(response, 200, json);
    }
    const [record] = withFiles(records);
    if (
      record &&
      resource.instance &&
      action === 'frames' &&
      /^\d+(,\d+)*$/.test(detail ?? '') &&
      resource.rest.length === 2
    ) {
      return sendFrames(
        response,
        store,
        frameReader,
        record,
        detail.split(',').map(Number),
        request.headers.accept ?? '',
      );
    }
    if (record && resource.instance && action === 'bulkdata' && detail)
      return sendBulkData(response, store, record, detail);
    sendProblem(
      response,
      404,
      `"${resource.rest.join('/')}" is not served: this server offers metadata, frames and bulk data.`,
    );
  }

  /** The records whose files still exist; the others are taken off the index. */
  function withFiles(records: readonly InstanceRecord[]): InstanceRecord[] {
    return records.filter((record) => store.has(record));
  }
}

/** `/studies[/uid[/series[/uid[/instances[/uid]]]]][/…]`, `/series` or `/instances`; undefined for any other path. */
function parsePath(path: string): Resource | undefined {
  let segments: string[];
  try {
    segments = path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
  if (segments[0] === 'series' || segments[0] === 'instances') return { rest: segments };
  if (segments.shift() !== 'studies') return undefined;
  const study = segments.shift();
  if (segments[0] !== 'series' || segments.length === 1) return { study, rest: segments };
  const [, series, ...afterSeries] = segments;
  if (afterSeries[0] !== 'instances' || afterSeries.length === 1) return { study, series, rest: afterSeries };
  const [, instance, ...rest] = afterSeries;
  return { study, series, instance, rest };
}

function queryLevel({ study, rest }: Resource): QueryLevel | undefined {
  if (rest.length === 0) return study === undefined ? 'studies' : undefined;
  if (rest.length === 1 && (rest[0] === 'series' || rest[0] === 'instances')) return rest[0];
  return undefined;
}
