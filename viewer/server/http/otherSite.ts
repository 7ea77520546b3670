import type { IncomingMessage } from 'node:http';

/**
 * Whether a page of another web site sends this request. A browser lets any page send some kinds of requests anywhere, with
 * the rights of the person in front of it; that the page cannot read the answer does not undo what the request did.
 * Requests of other programs than browsers say nothing of a site and are not meant.
 */
export function isFromOtherSite({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers;
  const site = headers['sec-fetch-site'];
  // What the browser says of itself comes first: a proxy in front of the viewer may have put another name into Host.
  if (site !== undefined) return site === 'cross-site' || site === 'same-site';
  // It says so only to https and to its own machine; elsewhere the addresses are compared.
  return origin !== undefined && origin.replace(/^https?:\/\//, '') !== host.toLowerCase();
}
