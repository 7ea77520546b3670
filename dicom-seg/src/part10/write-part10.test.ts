import { parsePart10 } from './parse-part10';
import { TransferSyntax } from './transfer-syntax';
import { writePart10 } from './write-part10';

const dataset = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4',
  SOPInstanceUID: '1.2.3',
  PatientName: 'A^B',
  Rows: 3,
};

const written = (transferSyntax: string, pixelData: Uint8Array[], pixelDataVr: 'OB' | 'OW' = 'OB') =>
  writePart10({ dataset, transferSyntax, pixelData, pixelDataVr, implementationVersion: 'TEST_1' });

describe('writePart10', () => {
  it('pads uncompressed pixel data to an even length', () => {
    const bytes = written(TransferSyntax.explicitLittleEndian, [Uint8Array.of(1, 2), Uint8Array.of(3)]);
    expect(bytes.length % 2).toBe(0);
    const { pixelData, dataset: read } = parsePart10(bytes, { pixelData: true });
    expect(Array.from(pixelData[0])).toEqual([1, 2, 3, 0]);
    expect(read).toMatchObject({ SOPInstanceUID: '1.2.3', Rows: 3 });
  });

  it('gives every compressed frame a fragment, padded, and an offset', () => {
    const bytes = written(TransferSyntax.rle, [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)]);
    const { pixelData, transferSyntax } = parsePart10(bytes, { pixelData: true });
    expect(transferSyntax).toBe(TransferSyntax.rle);
    expect(pixelData.map((frame) => Array.from(frame))).toEqual([
      [1, 2, 3, 0],
      [4, 5],
    ]);
    // Tag, VR and undefined length, then the offset table: 8 bytes of item header before each fragment count.
    const table = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8 - 10 - 12 - 16);
    expect([table.getUint32(8, true), table.getUint32(12, true)]).toEqual([0, 12]);
  });

  it('refuses what it cannot write', () => {
    expect(() => written(TransferSyntax.deflatedExplicitLittleEndian, [])).toThrow(/deflated/);
  });
});
