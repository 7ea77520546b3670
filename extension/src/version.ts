import manifest from '../package.json';

/** Name of the extension, as the panel shows it and as it is written into what is saved. */
export { PRODUCT } from '@few-shot-lms/dicom-seg/text';

/** Version of the extension, as it is written into what it saves. */
export const VERSION: string = manifest.version;
