/** The parts of the pixel codecs that this package uses; none ships types that fit. */

/** A decoder of an Emscripten build of the Cornerstone project. */
interface EmscriptenDecoder {
  /** Reserves memory in the codec's heap and returns a view of it, valid until the next call. */
  getEncodedBuffer(length: number): Uint8Array;
  /** Throws a number (the address of a C++ exception) for damaged data. */
  decode(): void;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
  delete(): void;
}

type EmscriptenFactory = (options: {
  print(text: string): void;
  printErr(text: string): void;
}) => Promise<Readonly<Record<string, new () => EmscriptenDecoder>>>;

declare module '@cornerstonejs/codec-openjpeg/decode' {
  const factory: EmscriptenFactory;
  export default factory;
}

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
  }
}

declare module 'pako' {
  export class Inflate {
    constructor(options: { raw: boolean; chunkSize: number });
    /** False after an error. */
    push(data: Uint8Array, flush: boolean): boolean;
    /** Hears of every piece of output; one that throws stops the work. */
    onData(chunk: Uint8Array): void;
    readonly err: number;
    readonly msg: string;
  }
}

/** For tests alone. */
declare module '@cornerstonejs/codec-openjph' {
  interface Htj2kEncoder {
    getDecodedBuffer(format: {
      width: number;
      height: number;
      bitsPerSample: number;
      componentCount: number;
      isSigned: boolean;
      isUsingColorTransform: boolean;
    }): Uint8Array;
    setQuality(lossless: boolean, step: number): void;
    encode(): void;
    getEncodedBuffer(): Uint8Array;
  }
  export default function factory(options: {
    print(text: string): void;
    printErr(text: string): void;
  }): Promise<{ HTJ2KEncoder: new () => Htj2kEncoder }>;
}
