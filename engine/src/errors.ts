/** A problem that the person in front of the program can mend: the message says what is wrong and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The work was cancelled by its caller; whatever was yielded before stays valid. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor(message = 'cancelled') {
    super(message);
  }
}
