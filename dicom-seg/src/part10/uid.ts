/** A fresh UID from a random UUID (PS3.5 section B.2). */
export function newUid(): string {
  const bytes = new Uint8Array(16);
  globalThis.crypto.getRandomValues(bytes);
  return uidFromBytes(bytes);
}

/**
 * A UID that depends on the texts alone, for identifiers that a source should have but lacks: the same files give
 * the same UID every time. Not for anything that must be secret.
 */
export function derivedUid(...texts: readonly string[]): string {
  const bytes = new Uint8Array(16);
  const input = new TextEncoder().encode(texts.join('\u0000'));
  for (let word = 0; word < 4; word++) {
    // FNV-1a with a different start for each word.
    let hash = (0x811c9dc5 ^ (word * 0x9e3779b9)) >>> 0;
    for (const byte of input) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
    hash = (hash ^ (hash >>> 13)) >>> 0;
    new DataView(bytes.buffer).setUint32(word * 4, hash);
  }
  return uidFromBytes(bytes);
}

function uidFromBytes(bytes: Uint8Array): string {
  const uuid = Uint8Array.from(bytes);
  uuid[6] = (uuid[6] & 0x0f) | 0x40;
  uuid[8] = (uuid[8] & 0x3f) | 0x80;
  const hex = Array.from(uuid, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `2.25.${BigInt(`0x${hex}`)}`;
}
