/** The extension's id: package name, global name of the UMD bundle and prefix of its module references. */
export const EXTENSION_ID = '@few-shot-lms/ohif-extension';

/** Name of the panel within the panel module. */
export const PANEL_NAME = 'fewShotLms';
