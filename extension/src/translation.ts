/** Where a viewer keeps words of other languages. */
export interface Translator {
  /**
   * The words for a text, null where there are none in the language of now.
   * @param key where the text stands, 'run.propagate'
   * @param values what belongs into it, in the order of the English text's parameters
   */
  find(key: string, values: readonly unknown[]): string | null;
  /** Calls back when words have changed. @returns ends it */
  follow(listener: () => void): () => void;
  /** Another string after each such change. */
  version(): string;
}

const ENGLISH: Translator = { find: () => null, follow: () => () => undefined, version: () => 'en' };

let translator = ENGLISH;

/** Has all texts looked up in a translator first; null: English again. */
export function translateBy(next: Translator | null): void {
  translator = next ?? ENGLISH;
}

/** Follows the language; with `languageVersion` it fits React's useSyncExternalStore. */
export const followLanguage = (listener: () => void): (() => void) => translator.follow(listener);
export const languageVersion = (): string => translator.version();

/**
 * The same tree of texts, each looked up when it is read (a sentence) or called (one with parameters). English stands where
 * the translator has nothing.
 * @param english objects and arrays of sentences and of functions that make sentences
 */
export function translatable<T extends object>(english: T): T {
  return translatableAt(english, '') as T;
}

function translatableAt(node: unknown, key: string): unknown {
  if (typeof node === 'function') {
    return (...values: unknown[]) => translator.find(key, values) ?? (node(...values) as string);
  }
  const tree = node as Readonly<Record<string, unknown>>;
  const looked: Record<string, unknown> = Array.isArray(node) ? ([] as never) : {};
  for (const [name, value] of Object.entries(tree)) {
    const place = key === '' ? name : `${key}.${name}`;
    if (typeof value === 'string') {
      Object.defineProperty(looked, name, {
        enumerable: true,
        get: () => translator.find(place, []) ?? value,
      });
    } else {
      looked[name] = translatableAt(value, place);
    }
  }
  return looked;
}
