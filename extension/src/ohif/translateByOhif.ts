import i18n from '@ohif/i18n';
import { translateBy } from '../translation';
import { ohifTranslator } from './ohifTranslator';

/** From now on texts are in the words that a deployment has given to OHIF's i18n for this extension, where it has any. */
export function translateByOhif(): void {
  translateBy(ohifTranslator(i18n));
}
