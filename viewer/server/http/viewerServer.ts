import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RequestHandler } from '../dicomweb/dicomwebHandler';
import { sendProblem } from '../dicomweb/reply';
import { hostOf } from './hosts';
import { isFromOtherSite } from './otherSite';

export const DICOMWEB_ROOT = '/dicom-web';

export interface ViewerServerOptions {
  readonly dicomweb: RequestHandler;
  readonly files: RequestHandler;
  /** Names under which the viewer may be asked for; undefined for any. */
  readonly hosts?: ReadonlySet<string>;
  readonly log: (line: string) => void;
}

/**
 * Isolation from other origins, without which a browser gives no threads to WebAssembly; and no connection to
 * anywhere else, so that images cannot leave the machine whatever a page's code does.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'self' blob: data:; script-src 'self' blob: 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'",
};

/** Methods that change nothing; what they answer is kept from other sites by the headers above. */
const READING = new Set(['GET', 'HEAD']);

/** The server of the product: DICOMweb below `/dicom-web`, the viewer's files everywhere else. */
export function viewerServer({ dicomweb, files, hosts, log }: ViewerServerOptions): Server {
  return http.createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (hosts && !hosts.has(hostOf(request))) {
      // Another web site whose name was made to point at this machine must not read the studies.
      sendProblem(
        response,
        421,
        `This viewer is not called "${hostOf(request)}": add the name with --allowed-hosts.`,
      );
      return;
    }
    if (!READING.has(request.method ?? '') && isFromOtherSite(request)) {
      sendProblem(
        response,
        403,
        'This request comes from another web site, which may not change what is kept here. Open the viewer at its own address; a proxy in front of it has to pass that on as Host.',
      );
      return;
    }
    const isDicomweb = request.url === DICOMWEB_ROOT || /^\/dicom-web[/?]/.test(request.url ?? '');
    const handler = isDicomweb ? dicomweb : files;
    handler(request, response).catch((error: unknown) => fail(request, response, error, log));
  });
}

function fail(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  log: (line: string) => void,
): void {
  // A reader that went away is no fault of ours.
  if (response.destroyed || request.destroyed) return;
  const message = error instanceof Error ? error.message : String(error);
  log(`${request.method} ${request.url} failed: ${message}`);
  if (response.headersSent) response.destroy();
  else sendProblem(response, 500, `The server could not answer: ${message}`);
}
