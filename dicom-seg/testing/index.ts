/** Fixtures for the tests of this and of other packages. Not part of the product. */
export * from './damage-files';
export * from './encode-dataset';
export * from './make-series';
export * from './other-program';
export { parsePart10 } from '../src/part10/parse-part10';
export { decodeRle } from '../src/pixels/rle';
