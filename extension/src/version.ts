import manifest from '../package.json';

/** Version of the extension, as it is written into what it saves. */
export const VERSION: string = manifest.version;
