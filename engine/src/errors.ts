/**
 * A sentence taken apart: where it stands in a table of sentences, and what belongs into it. Whoever speaks another language
 * can say it anew.
 */
export interface Said {
  /** Place in the table, 'engine.nothingDrawn' or 'problems.noSegment'. */
  readonly key: string;
  /** In the order of the sentence's parameters; a value can be a sentence itself. */
  readonly values: readonly (string | number | Said)[];
}

/** A problem that the person in front of the program can mend: the message says what is wrong and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** @param said the message taken apart, where it comes from a table */
  constructor(
    message: string,
    readonly said?: Said,
  ) {
    super(message);
  }
}

/** The work was cancelled by its caller; whatever was yielded before stays valid. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor(message = 'cancelled') {
    super(message);
  }
}
