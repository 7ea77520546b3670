import { ohifTranslator, TEXTS_NAMESPACE, type I18n } from './ohif/ohifTranslator';
import { texts } from './texts';
import { followLanguage, languageVersion, translateBy } from './translation';

/** What is used of i18next, with its way of filling in values and choosing plural forms. */
class FakeI18n implements I18n {
  language = 'en-US';
  readonly listeners = new Map<string, Set<() => void>>();
  constructor(private readonly bundles: Readonly<Record<string, Readonly<Record<string, string>>>>) {}

  exists(key: string, options: Readonly<Record<string, unknown>>): boolean {
    return this.template(key, options) !== undefined;
  }
  t(key: string, options: Readonly<Record<string, unknown>>): string {
    return this.template(key, options)!.replace(/\{\{(.+?)\}\}/g, (_, name: string) => String(options[name]));
  }
  on(event: string, listener: () => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }
  off(event: string, listener: () => void): void {
    this.listeners.get(event)?.delete(listener);
  }
  changeLanguage(language: string): void {
    this.language = language;
    this.listeners.get('languageChanged')?.forEach((listener) => listener());
  }
  private template(key: string, { ns, count }: Readonly<Record<string, unknown>>): string | undefined {
    if (ns !== TEXTS_NAMESPACE) return undefined;
    const bundle = this.bundles[this.language] ?? {};
    return (typeof count === 'number' && count !== 1 ? bundle[`${key}_plural`] : undefined) ?? bundle[key];
  }
}

const german = {
  'run.propagate': 'Ausbreiten',
  'empty.steps.1': 'Zeichnen Sie das Organ.',
  'support.count': '{{0}} gezeichnete Schicht',
  'support.count_plural': '{{0}} gezeichnete Schichten',
  'range.handle.low': 'Unterste Schicht',
  'problems.storeFailed': '{{1}}: das Archiv lehnt ab ({{0}}).',
};

afterEach(() => translateBy(null));

describe('texts in the viewer’s language', () => {
  it('are English until there is a translator, and where it has nothing', () => {
    expect(texts.run.propagate).toBe('Propagate');
    const i18n = new FakeI18n({ de: german });
    translateBy(ohifTranslator(i18n));
    expect(texts.run.propagate).toBe('Propagate');
    i18n.changeLanguage('de');
    expect(texts.run.propagate).toBe('Ausbreiten');
    expect(texts.run.cancel).toBe('Cancel');
    expect(texts.range.handle).toEqual({ low: 'Unterste Schicht', high: 'Range: highest slice' });
    i18n.changeLanguage('en-US');
    expect(texts.run.propagate).toBe('Propagate');
  });

  it('take their values in any order, and their plural from the first number', () => {
    const i18n = new FakeI18n({ de: german });
    translateBy(ohifTranslator(i18n));
    i18n.changeLanguage('de');
    expect([1, 3].map(texts.support.count)).toEqual(['1 gezeichnete Schicht', '3 gezeichnete Schichten']);
    expect(texts.problems.storeFailed('Status 507', 'Später')).toBe(
      'Später: das Archiv lehnt ab (Status 507).',
    );
  });

  it('hold for the sentences of a list one by one', () => {
    const i18n = new FakeI18n({ de: german });
    translateBy(ohifTranslator(i18n));
    const english = texts.empty.steps.map((step) => step);
    i18n.changeLanguage('de');
    expect(texts.empty.steps.map((step) => step)).toEqual([
      english[0],
      'Zeichnen Sie das Organ.',
      english[2],
    ]);
  });

  it('tell who follows them of another language, and leave nobody behind', () => {
    const i18n = new FakeI18n({ de: german });
    translateBy(ohifTranslator(i18n));
    const heard = jest.fn();
    const before = languageVersion();
    const unfollow = followLanguage(heard);
    i18n.changeLanguage('de');
    expect(heard).toHaveBeenCalledTimes(1);
    expect(languageVersion()).not.toBe(before);
    unfollow();
    i18n.changeLanguage('en-US');
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
