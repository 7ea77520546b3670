import http from 'node:http';
import https from 'node:https';
import type { RequestHandler } from '../dicomweb/dicomwebHandler';
import { sendProblem } from '../dicomweb/reply';
import { isImagePath, RESOURCES } from './upstreamPath';

/** Headers that concern one connection only (RFC 9110 7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * Passes DICOMweb requests below `root` on to another server, so that the browser sees one origin. What is no matter of
 * images is not passed on: the requests carry the rights that the address of that server gives.
 *
 * @param upstream base address of that server's DICOMweb service; a user and password in it are sent as basic authentication
 */
export function upstreamProxy(upstream: URL, root: string, log: (line: string) => void): RequestHandler {
  const base = upstream.pathname.replace(/\/$/, '');
  const { request: send } = upstream.protocol === 'https:' ? https : http;
  const name = `${upstream.protocol}//${upstream.host}${base}`;

  return async (request, response) => {
    const address = (request.url ?? '/').slice(root.length);
    if (!isImagePath(address))
      return sendProblem(
        response,
        404,
        `Only what lies below ${RESOURCES.join(', ')} is asked of the DICOMweb server.`,
      );
    await new Promise<void>((settle) => {
      const headers: http.OutgoingHttpHeaders = { ...request.headers };
      for (const header of HOP_BY_HOP) delete headers[header];
      // Servers build the addresses in their answers from these; they must lead back through this proxy.
      // Not by `forwarded`, whose quotes Orthanc takes for a part of the name.
      delete headers.forwarded;
      if (request.headers.host) headers['x-forwarded-host'] ??= request.headers.host;
      headers['x-forwarded-proto'] ??= 'http';
      if (upstream.username) {
        const credentials = `${decodeURIComponent(upstream.username)}:${decodeURIComponent(upstream.password)}`;
        headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
      }
      const outgoing = send(
        {
          hostname: upstream.hostname.replace(/^\[|\]$/g, ''),
          port: upstream.port || undefined,
          servername: upstream.hostname,
          path: base + address,
          method: request.method,
          headers,
        },
        (incoming) => {
          const received: http.IncomingHttpHeaders = { ...incoming.headers };
          for (const header of HOP_BY_HOP) delete received[header];
          response.writeHead(incoming.statusCode ?? 502, received);
          incoming.pipe(response);
          incoming.on('error', () => response.destroy());
        },
      );
      outgoing.on('error', (error) => {
        log(`The DICOMweb server ${name} does not answer (${error.message}).`);
        if (response.headersSent) response.destroy();
        else
          sendProblem(
            response,
            502,
            `The DICOMweb server ${name} does not answer: is it running, and is the address right?`,
          );
      });
      response.on('close', () => {
        outgoing.destroy();
        settle();
      });
      request.pipe(outgoing);
    });
  };
}
