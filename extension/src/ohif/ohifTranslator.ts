import type { Translator } from '../translation';

/** Namespace of the extension's texts in OHIF's i18n. */
export const TEXTS_NAMESPACE = 'FewShotLms';

/** What is used of OHIF's instance of i18next. */
export interface I18n {
  readonly language: string;
  exists(key: string, options: Readonly<Record<string, unknown>>): boolean;
  t(key: string, options: Readonly<Record<string, unknown>>): string;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

/**
 * The words that a deployment has given to OHIF's i18n for this extension. OHIF has no key separator, so a key is the whole
 * place of a text; its values are {{0}}, {{1}} …, and the first number among them decides on the plural form.
 */
export function ohifTranslator(i18n: I18n): Translator {
  return {
    find(key, values) {
      const count = values.find((value) => typeof value === 'number');
      const options = { ns: TEXTS_NAMESPACE, ...values, ...(count === undefined ? {} : { count }) };
      return i18n.exists(key, options) ? i18n.t(key, options) : null;
    },
    follow(listener) {
      i18n.on('languageChanged', listener);
      return () => i18n.off('languageChanged', listener);
    },
    version: () => i18n.language,
  };
}
