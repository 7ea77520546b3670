import { createHash } from 'node:crypto';

/** True for a UID that may be used in a path as it is: digits and dots, at most 64, no empty component. */
export function isUid(text: string): boolean {
  return text.length <= 64 && /^\d+(\.\d+)*$/.test(text);
}

/**
 * A UID that depends on the given texts alone: the same content gives the same UID on every machine. It is a UUID of
 * version 8 (RFC 9562) made from their SHA-256, written as 2.25.<decimal> (PS3.5 B.2).
 */
export function derivedUid(...parts: string[]): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest().subarray(0, 16);
  hash[6] = (hash[6] & 0x0f) | 0x80;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${hash.toString('hex')}`)}`;
}
