/** Transfer syntaxes by name (PS3.5 section 10, registered in PS3.6 annex A). */
export const TransferSyntax = {
  implicitLittleEndian: '1.2.840.10008.1.2',
  explicitLittleEndian: '1.2.840.10008.1.2.1',
  deflatedExplicitLittleEndian: '1.2.840.10008.1.2.1.99',
  explicitBigEndian: '1.2.840.10008.1.2.2',
  jpegBaseline: '1.2.840.10008.1.2.4.50',
  jpegExtended: '1.2.840.10008.1.2.4.51',
  jpegLossless: '1.2.840.10008.1.2.4.57',
  jpegLosslessFirstOrder: '1.2.840.10008.1.2.4.70',
  jpegLsLossless: '1.2.840.10008.1.2.4.80',
  jpegLsNearLossless: '1.2.840.10008.1.2.4.81',
  jpeg2000Lossless: '1.2.840.10008.1.2.4.90',
  jpeg2000: '1.2.840.10008.1.2.4.91',
  htj2kLossless: '1.2.840.10008.1.2.4.201',
  htj2kLosslessRpcl: '1.2.840.10008.1.2.4.202',
  htj2k: '1.2.840.10008.1.2.4.203',
  rle: '1.2.840.10008.1.2.5',
  deflatedImageFrame: '1.2.840.10008.1.2.8.1',
} as const;

const names = new Map<string, string>([
  [TransferSyntax.implicitLittleEndian, 'Implicit VR Little Endian'],
  [TransferSyntax.explicitLittleEndian, 'Explicit VR Little Endian'],
  [TransferSyntax.deflatedExplicitLittleEndian, 'Deflated Explicit VR Little Endian'],
  [TransferSyntax.explicitBigEndian, 'Explicit VR Big Endian'],
  [TransferSyntax.jpegBaseline, 'JPEG Baseline'],
  [TransferSyntax.jpegExtended, 'JPEG Extended (12 bit)'],
  [TransferSyntax.jpegLossless, 'JPEG Lossless'],
  [TransferSyntax.jpegLosslessFirstOrder, 'JPEG Lossless, first-order prediction'],
  [TransferSyntax.jpegLsLossless, 'JPEG-LS Lossless'],
  [TransferSyntax.jpegLsNearLossless, 'JPEG-LS Near-Lossless'],
  [TransferSyntax.jpeg2000Lossless, 'JPEG 2000 Lossless'],
  [TransferSyntax.jpeg2000, 'JPEG 2000'],
  [TransferSyntax.rle, 'RLE Lossless'],
  [TransferSyntax.htj2kLossless, 'High-Throughput JPEG 2000 Lossless'],
  [TransferSyntax.htj2kLosslessRpcl, 'High-Throughput JPEG 2000 Lossless (RPCL)'],
  [TransferSyntax.htj2k, 'High-Throughput JPEG 2000'],
  [TransferSyntax.deflatedImageFrame, 'Deflated Image Frame Compression'],
]);

/** A name for messages, with the UID: 'RLE Lossless (1.2.840.10008.1.2.5)'. */
export function transferSyntaxName(uid: string): string {
  const name = names.get(uid);
  return name ? `${name} (${uid})` : `transfer syntax ${uid}`;
}

/** Pixel data lie in the file as they are, one frame after the other. */
export function isUncompressed(uid: string): boolean {
  return (
    uid === TransferSyntax.implicitLittleEndian ||
    uid === TransferSyntax.explicitLittleEndian ||
    uid === TransferSyntax.deflatedExplicitLittleEndian ||
    uid === TransferSyntax.explicitBigEndian
  );
}
