import { UserError } from './errors';

/** Every sentence of the engine that a person can meet, in English. Slices count from 0 here. */
export const engineSentences = {
  rangeOutside: (first: number, last: number, highest: number) =>
    `The range ${first} to ${last} is not inside the series (0 to ${highest}). Choose another range.`,
  allDrawn: () => 'Every slice of the range is drawn already: there is nothing left to propagate.',
  nothingToFill: () =>
    'Every slice of the range is drawn, kept as it is or without the object: there is nothing left to propagate.',
  emptyOutside: (slice: number, highest: number) =>
    `Slice ${slice}, which is to be without the object, is outside the series (0 to ${highest}).`,
  emptyDrawn: (slice: number) =>
    `Slice ${slice} is drawn and cannot be without the object too. Leave out one of the two.`,
  emptyKept: (slice: number) =>
    `Slice ${slice} is kept as it is and cannot be without the object too. Leave out one of the two.`,
  endOutside: (slice: number, highest: number) =>
    `The object cannot go on to slice ${slice}, which is outside the series (0 to ${highest}). Choose another end.`,
  noImage: () => 'The series has no image to segment. Open another series.',
  incomplete: () => 'The series is incomplete: some slices did not load. Reload the study and try again.',
  nothingDrawn: () => 'Nothing is drawn yet. Draw the object on one slice, then propagate.',
  drawnOutside: (slice: number, highest: number) =>
    `Drawn slice ${slice} is outside the series (0 to ${highest}).`,
  drawnTwice: (slice: number) => `Slice ${slice} is given twice as drawn. Give each slice once.`,
  maskSize: (slice: number, pixels: number, columns: number, rows: number) =>
    `The mask of slice ${slice} has ${pixels} pixels, the image ${columns} × ${rows}. Draw on this series.`,
  maskEmpty: (slice: number) =>
    `The mask of slice ${slice} is empty. Draw the object on it, or leave the slice out.`,
  modelUnreadable: (path: string, title: string, detail: string) =>
    `The model file ${path} of '${title}' could not be read (${detail}). Install the models again or choose another model.`,
  modelDamaged: (path: string, title: string) =>
    `The model file ${path} of '${title}' is damaged: its SHA-256 is not the one in the manifest. Install the models again; nothing was computed with it.`,
  notSecure: () =>
    'The model files cannot be verified because this page is not served securely. Open the viewer by https or on localhost.',
  manifestDamaged: (where: string, wanted: string) =>
    `The model manifest is damaged: ${where} should be ${wanted}. Install the models again or ask whoever set up this viewer.`,
};

type EngineSentences = typeof engineSentences;

/** An error that says one of the engine's sentences; its place in other tables of sentences is 'engine.' and the key. */
export function engineError<Key extends keyof EngineSentences>(
  key: Key,
  ...values: Parameters<EngineSentences[Key]>
): UserError {
  const say = engineSentences[key] as (...values: (string | number)[]) => string;
  return new UserError(say(...values), { key: `engine.${key}`, values });
}
