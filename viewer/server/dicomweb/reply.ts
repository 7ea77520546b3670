import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { once } from 'node:events';

/** One part of a multipart reply. */
export interface ReplyPart {
  readonly type: string;
  readonly length: number;
  readonly body: Iterable<Buffer> | AsyncIterable<Buffer>;
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/dicom+json', 'Cache-Control': 'no-cache' });
  response.end(JSON.stringify(body));
}

/** Sends a sentence for a person as the reply to a request that failed. */
export function sendProblem(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${sentence}\n`);
}

/** Sends a multipart/related reply, part after part, no faster than the receiver reads. */
export async function sendMultipart(
  response: ServerResponse,
  type: string,
  parts: Iterable<ReplyPart> | AsyncIterable<ReplyPart>,
): Promise<void> {
  const boundary = randomUUID();
  response.writeHead(200, {
    'Content-Type': `multipart/related; type="${type}"; boundary=${boundary}`,
    'Cache-Control': 'no-cache',
  });
  const write = async (bytes: Buffer | string): Promise<void> => {
    if (!response.write(bytes) && !response.destroyed)
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
  };
  for await (const part of parts) {
    if (response.destroyed) return;
    await write(`--${boundary}\r\nContent-Type: ${part.type}\r\nContent-Length: ${part.length}\r\n\r\n`);
    for await (const chunk of part.body) {
      if (response.destroyed) return;
      await write(chunk);
    }
    await write('\r\n');
  }
  response.end(`--${boundary}--\r\n`);
}
