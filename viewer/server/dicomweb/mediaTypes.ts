const JPEG_FAMILY: readonly (readonly [RegExp, string])[] = [
  [/^1\.2\.840\.10008\.1\.2\.4\.(5\d|6\d|70)$/, 'image/jpeg'],
  [/^1\.2\.840\.10008\.1\.2\.4\.8[01]$/, 'image/jls'],
  [/^1\.2\.840\.10008\.1\.2\.4\.9[01]$/, 'image/jp2'],
  [/^1\.2\.840\.10008\.1\.2\.4\.9[23]$/, 'image/jpx'],
  [/^1\.2\.840\.10008\.1\.2\.4\.20[123]$/, 'image/jphc'],
  [/^1\.2\.840\.10008\.1\.2\.5$/, 'image/dicom-rle'],
];
const OCTETS = 'application/octet-stream';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/**
 * Media type of a frame as it is stored (PS3.18 table 8.7.3-5). Nothing is transcoded.
 *
 * @param accept the request's Accept header; compressed frames are called octets where it does not name images
 */
export function frameMediaType(transferSyntax: string, encapsulated: boolean, accept: string): string {
  if (!encapsulated) return `${OCTETS}; transfer-syntax=${EXPLICIT_LITTLE_ENDIAN}`;
  const known = JPEG_FAMILY.find(([pattern]) => pattern.test(transferSyntax))?.[1];
  const type = known && /image\//.test(accept) ? known : OCTETS;
  return `${type}; transfer-syntax=${transferSyntax}`;
}
