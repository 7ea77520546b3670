import type { IodModule } from '../iod/iod-module';

/** Image Pixel Module (PS3.3 section C.7.6.3). The pixel data themselves are written apart. */
export const imagePixelModule: IodModule = {
  name: 'Image Pixel Module',
  section: 'C.7.6.3',
  entity: 'Image',
  usage: 'M',
  attributes: {
    SamplesPerPixel: '1',
    PhotometricInterpretation: '1',
    PixelRepresentation: '1',
    Rows: '1',
    Columns: '1',
    BitsAllocated: '1',
    BitsStored: '1',
    HighBit: '1',
  },
  write: ({ request: { geometry }, content: { bits } }) => ({
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    PixelRepresentation: 0,
    Rows: geometry.rows,
    Columns: geometry.columns,
    BitsAllocated: bits,
    BitsStored: bits,
    HighBit: bits - 1,
  }),
};
