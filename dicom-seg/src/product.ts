/** Name of this software, as it is written into what it saves: SEGs that say it are read as its own. */
export const PRODUCT = 'Few-shot LMS';
