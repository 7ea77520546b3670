/** What others need of this package without everything that a SEG needs: the text of DICOM files, and this software's name. */
export { decodeText } from './part10/decode-text';
export { PRODUCT } from './product';
