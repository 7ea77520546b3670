import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from '../dicomweb/dicomwebHandler';
import { sendProblem } from '../dicomweb/reply';
import { acceptedCoding, type Compressor } from './compressor';

interface FileType {
  readonly type: string;
  readonly compressible: boolean;
}

const text = (type: string): FileType => ({ type, compressible: true });
const binary = (type: string): FileType => ({ type, compressible: false });
const TYPES: Readonly<Record<string, FileType>> = {
  '.html': text('text/html; charset=utf-8'),
  '.js': text('text/javascript; charset=utf-8'),
  '.mjs': text('text/javascript; charset=utf-8'),
  '.css': text('text/css; charset=utf-8'),
  '.json': text('application/json'),
  '.jsonc': text('application/json'),
  '.md': text('text/markdown; charset=utf-8'),
  '.svg': text('image/svg+xml'),
  '.xml': text('application/xml'),
  '.wasm': text('application/wasm'),
  '.png': binary('image/png'),
  '.ico': binary('image/x-icon'),
  '.woff2': binary('font/woff2'),
};
const OTHER = binary('application/octet-stream');

const SMALLEST_COMPRESSED = 1024;
/** The host names its bundles after their content. */
const NAMED_AFTER_CONTENT = /[.-][0-9a-f]{16,}\.(js|css|wasm|woff2)$|^[0-9a-f]{16}\.(wasm|woff2)$/;

/**
 * Serves the files of a folder; paths that look like a page of the viewer get `index.html`, which routes by itself.
 */
export function staticFiles(root: string, compressor: Compressor): RequestHandler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendProblem(response, 405, `${request.method} is not supported here.`);
    const found = await locate(root, new URL(request.url ?? '/', 'http://localhost').pathname);
    if (!found) return sendProblem(response, 404, 'There is no such file.');
    const { path, size, version } = found;
    const { type, compressible } = TYPES[extname(path).toLowerCase()] ?? OTHER;
    const coding =
      compressible && size >= SMALLEST_COMPRESSED
        ? acceptedCoding(String(request.headers['accept-encoding'] ?? ''))
        : undefined;
    const etag = `"${version}${coding ?? ''}"`;
    response.setHeader('ETag', etag);
    response.setHeader('Vary', 'Accept-Encoding');
    response.setHeader(
      'Cache-Control',
      NAMED_AFTER_CONTENT.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader('Content-Type', type);
    if (coding) {
      const content = await compressor.compress(path, version, coding);
      response.writeHead(200, { 'Content-Encoding': coding, 'Content-Length': content.length });
      response.end(request.method === 'HEAD' ? undefined : content);
      return;
    }
    response.writeHead(200, { 'Content-Length': size });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(path), response);
  };
}

interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly version: string;
}

async function locate(root: string, pathname: string): Promise<FoundFile | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
  const path = join(root, decoded);
  if (decoded.includes('\0') || !(path + sep).startsWith(root + sep)) return undefined;
  const file = await fileAt(path);
  if (file) return file;
  return extname(decoded) === '' ? fileAt(join(root, 'index.html')) : undefined;
}

async function fileAt(path: string): Promise<FoundFile | undefined> {
  try {
    const { size, mtimeMs } = await stat(path).then((stats) =>
      stats.isFile() ? stats : { size: -1, mtimeMs: 0 },
    );
    return size < 0
      ? undefined
      : { path, size, version: `${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}` };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
}
