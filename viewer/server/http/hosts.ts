import type { IncomingMessage } from 'node:http';

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** Whether only programs of this machine reach a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host.toLowerCase()) || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * The names that a server listening on `host` answers to; undefined where they cannot be known.
 *
 * @param further names that were given for it; where there are any, only these count beside those of this machine
 */
export function expectedHosts(host: string, further: readonly string[]): ReadonlySet<string> | undefined {
  if (further.length === 0 && !isLoopback(host)) return undefined;
  return new Set([...LOOPBACK, host, ...further].map((name) => name.toLowerCase()));
}

/** The name that a request was sent to, without its port. */
export function hostOf(request: IncomingMessage): string {
  return (request.headers.host ?? '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
}
