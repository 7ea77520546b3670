/** What other readers of DICOM files need of this package: their text, without everything that a SEG needs. */
export { decodeText } from './part10/decode-text';
