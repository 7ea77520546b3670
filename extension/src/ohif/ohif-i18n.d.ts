/** The host's i18n: an instance of i18next. OHIF publishes no types. */
declare module '@ohif/i18n' {
  const i18n: import('./ohifTranslator').I18n;
  export default i18n;
}
