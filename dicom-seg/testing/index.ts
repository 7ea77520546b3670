/** Fixtures for the tests of this and of other packages. Not part of the product. */
export * from './encode-dataset';
export * from './make-series';
