/** Where DICOMweb has images and what belongs to them. A server may offer more below its root, such as its management. */
export const RESOURCES = ['/studies', '/series', '/instances', '/bulkdata'];

/**
 * Whether an address, path and query below the root of a DICOMweb service, stays below its images however a server reads
 * it: some decode a path before they take it apart, some more than once, and some leave out what follows a semicolon.
 */
export function isImagePath(address: string): boolean {
  const [path] = address.split('?', 1);
  const isBelow = RESOURCES.some((resource) => path === resource || path.startsWith(`${resource}/`));
  return isBelow && path.split('/').every(staysInPlace);
}

function staysInPlace(segment: string): boolean {
  const name = fullyDecoded(segment);
  if (name === undefined || /[/\\\0]/.test(name)) return false;
  return !/^\.[.\s]*$/.test(name.split(';', 1)[0]);
}

/** The text without any percent encoding; undefined when that is broken. */
function fullyDecoded(text: string): string | undefined {
  try {
    const decoded = decodeURIComponent(text);
    return decoded === text ? text : fullyDecoded(decoded);
  } catch {
    return undefined;
  }
}
