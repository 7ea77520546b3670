import http from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestHandler } from '../dicomweb/dicomwebHandler';
import { dicomwebHandler } from '../dicomweb/dicomwebHandler';
import { viewerServer } from '../http/viewerServer';
import { listen } from '../http/listen';
import { DicomStore, type DicomStoreOptions } from '../store/dicomStore';
import type { DicomJson } from '../dicom/dicomJson';

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface LocalServer {
  readonly port: number;
  readonly log: string[];
  request(method: string, path: string, headers?: http.OutgoingHttpHeaders, body?: Buffer): Promise<Reply>;
  json(path: string): Promise<DicomJson[]>;
  /** STOW-RS of the given parts. */
  store(
    parts: readonly Buffer[],
    path?: string,
  ): Promise<{ status: number; json: DicomJson; warning?: string }>;
  close(): Promise<void>;
}

const nothing: RequestHandler = async (_request, response) => void response.writeHead(404).end();

/** A server with an embedded store over `folder`, on a free port of the loopback address. */
export async function serveStore(folder: string, options: DicomStoreOptions = {}): Promise<LocalServer> {
  const log: string[] = [];
  const store = new DicomStore(folder, { log: (line) => log.push(line), ...options });
  await store.open();
  return serve({ dicomweb: dicomwebHandler(store, '/dicom-web', (line) => log.push(line)) }, log);
}

/** Serves the given handlers. */
export async function serve(
  handlers: { dicomweb?: RequestHandler; files?: RequestHandler; hosts?: ReadonlySet<string> },
  log: string[] = [],
): Promise<LocalServer> {
  const server = viewerServer({
    dicomweb: handlers.dicomweb ?? nothing,
    files: handlers.files ?? nothing,
    hosts: handlers.hosts,
    log: (line) => log.push(line),
  });
  const port = await listen(server, { host: '127.0.0.1', port: 0, mayMove: false });
  const request: LocalServer['request'] = (method, path, headers = {}, body) =>
    new Promise((settle, fail) => {
      const outgoing = http.request(
        { host: '127.0.0.1', port, method, path, headers, agent: false },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', fail);
          incoming.on('end', () =>
            settle({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  return {
    port,
    log,
    request,
    json: async (path) =>
      JSON.parse((await request('GET', `/dicom-web${path}`)).body.toString()) as DicomJson[],
    store: async (parts, path = '/studies') => {
      const boundary = 'boundary-of-the-test';
      const headers = { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` };
      const reply = await request('POST', `/dicom-web${path}`, headers, multipart(parts, boundary));
      return {
        status: reply.status,
        json: JSON.parse(reply.body.toString()) as DicomJson,
        warning: reply.headers.warning as string | undefined,
      };
    },
    close: () =>
      new Promise((settle) => {
        server.close(() => settle());
        server.closeAllConnections();
      }),
  };
}

export function multipart(parts: readonly Buffer[], boundary: string): Buffer {
  const chunks = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
    part,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
}

/** The parts of a multipart reply, split by hand. */
export function partsOf(reply: Reply): { type: string; body: Buffer }[] {
  const boundary = /boundary=([^;]+)/.exec(String(reply.headers['content-type']))?.[1] ?? '';
  const parts: { type: string; body: Buffer }[] = [];
  let at = 0;
  for (;;) {
    const start = reply.body.indexOf(`--${boundary}\r\n`, at);
    if (start < 0) return parts;
    const headersEnd = reply.body.indexOf('\r\n\r\n', start);
    const headers = reply.body.toString('latin1', start, headersEnd);
    const length = Number(/Content-Length: (\d+)/.exec(headers)?.[1]);
    const body = reply.body.subarray(headersEnd + 4, headersEnd + 4 + length);
    parts.push({ type: /Content-Type: ([^\r]*)/.exec(headers)?.[1] ?? '', body });
    at = headersEnd + 4 + length;
  }
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'few-shot-lms-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));
