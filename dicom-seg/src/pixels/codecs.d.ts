/** The parts of the pixel codecs that this package uses; none ships types. All of them are synchronous. */
declare module 'daikon/lib/jpx.js' {
  export interface JpxTile {
    left: number;
    top: number;
    width: number;
    height: number;
    items: ArrayLike<number>;
  }
  export default class JpxImage {
    width: number;
    height: number;
    componentsCount: number;
    tiles: JpxTile[];
    parse(bytes: Uint8Array): void;
  }
}

declare module 'daikon/lib/jpeg-baseline.js' {
  export class JpegImage {
    width: number;
    height: number;
    components: unknown[];
    parse(bytes: Uint8Array): void;
    getData(width: number, height: number): Uint8Array;
    getData16(width: number, height: number): Uint16Array;
  }
}
