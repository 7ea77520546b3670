import { UserError, type Said } from '@few-shot-lms/engine';
import { texts } from './texts';

type Texts = typeof texts;

type PlacesIn<Tree, Before extends string = ''> = {
  [Name in keyof Tree & string]: Tree[Name] extends string | ((...values: never[]) => string)
    ? `${Before}${Name}`
    : Tree[Name] extends readonly unknown[]
      ? never
      : PlacesIn<Tree[Name], `${Before}${Name}.`>;
}[keyof Tree & string];

type TextAt<Tree, Place extends string> = Place extends `${infer Name}.${infer Rest}`
  ? Name extends keyof Tree
    ? TextAt<Tree[Name], Rest>
    : never
  : Place extends keyof Tree
    ? Tree[Place]
    : never;

/** Place of a text in the tree of texts, 'problems.noSegment'. */
export type TextPlace = PlacesIn<Texts>;

type ValuesOf<Place extends TextPlace> =
  TextAt<Texts, Place> extends (...values: infer Values) => string
    ? { readonly [N in keyof Values]: Values[N] extends string ? string | Said : Values[N] }
    : [];

/** A text that is said later or elsewhere: in the language of then, and on the page where the worker means it. */
export function said<Place extends TextPlace>(place: Place, ...values: ValuesOf<Place>): Said {
  return { key: place, values: values as Said['values'] };
}

/** The text in the viewer's language, English without one. */
export function inWords({ key, values }: Said): string {
  const text = key
    .split('.')
    .reduce<unknown>((tree, name) => (tree as Readonly<Record<string, unknown>> | undefined)?.[name], texts);
  if (typeof text === 'string') return text;
  if (typeof text !== 'function') throw new RangeError(`there is no text ${key}`);
  return text(...values.map((value) => (typeof value === 'object' ? inWords(value) : value))) as string;
}

/** What an error says, in the language of now where its sentence comes from a table. */
export function spoken({ message, said: what }: UserError): string {
  return what ? inWords(what) : message;
}

/** An error for the user that can be said anew on the other side of the worker's messages. */
export function saidError<Place extends TextPlace>(place: Place, ...values: ValuesOf<Place>): UserError {
  const what = said(place, ...values);
  return new UserError(inWords(what), what);
}
