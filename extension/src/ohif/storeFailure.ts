import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
import { errorDetail } from '../worker/wireError';

/** What to do about the status with which STOW-RS answers (PS3.18 section 10.5.3). */
const ADVICE: Readonly<Record<number, keyof typeof texts.problems.storeAdvice>> = {
  0: 'network',
  401: 'signIn',
  403: 'notAllowed',
  404: 'noStorage',
  405: 'noStorage',
  409: 'conflict',
  413: 'tooLarge',
  415: 'otherKind',
  500: 'busy',
  501: 'noStorage',
  502: 'busy',
  503: 'busy',
  504: 'busy',
  507: 'full',
};

/** The answer's status: 0 if there was no answer, undefined if the error is of another kind. */
export function storeStatus(error: unknown): number | undefined {
  // dicomweb-client's errors carry the request; its status says more than the message.
  const { status, request } = (error ?? {}) as { status?: number; request?: XMLHttpRequest };
  return status ?? request?.status;
}

/** The sentence for a file that the archive did not take. */
export function storeFailure(error: unknown): UserError {
  const { noAnswer, status: withStatus, storeAdvice, storeFailed } = texts.problems;
  const status = storeStatus(error);
  if (status === undefined) return new UserError(storeFailed(errorDetail(error), storeAdvice.again));
  const detail = status === 0 ? noAnswer : withStatus(status);
  return new UserError(storeFailed(detail, storeAdvice[ADVICE[status] ?? 'again']));
}
