import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
import { errorDetail } from '../worker/wireError';

const { storeAdvice } = texts.problems;

/** What to do about the status with which STOW-RS answers (PS3.18 section 10.5.3). */
const ADVICE: Readonly<Record<number, string>> = {
  0: storeAdvice.network,
  401: storeAdvice.signIn,
  403: storeAdvice.notAllowed,
  404: storeAdvice.noStorage,
  405: storeAdvice.noStorage,
  409: storeAdvice.conflict,
  413: storeAdvice.tooLarge,
  415: storeAdvice.otherKind,
  500: storeAdvice.busy,
  501: storeAdvice.noStorage,
  502: storeAdvice.busy,
  503: storeAdvice.busy,
  504: storeAdvice.busy,
  507: storeAdvice.full,
};

/** The answer's status: 0 if there was no answer, undefined if the error is of another kind. */
export function storeStatus(error: unknown): number | undefined {
  // dicomweb-client's errors carry the request; its status says more than the message.
  const { status, request } = (error ?? {}) as { status?: number; request?: XMLHttpRequest };
  return status ?? request?.status;
}

/** The sentence for a file that the archive did not take. */
export function storeFailure(error: unknown): UserError {
  const status = storeStatus(error);
  if (status === undefined) {
    return new UserError(texts.problems.storeFailed(errorDetail(error), storeAdvice.again));
  }
  const detail = status === 0 ? 'no answer from the server' : `status ${status}`;
  return new UserError(texts.problems.storeFailed(detail, ADVICE[status] ?? storeAdvice.again));
}
