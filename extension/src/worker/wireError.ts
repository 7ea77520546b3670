import { CancelledError, UserError } from '@few-shot-lms/engine';
import { inWords } from '../said';
import type { WireError } from './protocol';

export function toWire(error: unknown): WireError {
  if (error instanceof UserError) return { kind: 'user', message: error.message, said: error.said };
  if (error instanceof CancelledError) return { kind: 'cancelled', message: error.message };
  return { kind: 'unexpected', message: errorDetail(error) };
}

/** The error again, its sentence in the viewer's language. */
export function fromWire({ kind, message, said }: WireError): Error {
  if (kind === 'user') return new UserError(said ? inWords(said) : message, said);
  if (kind === 'cancelled') return new CancelledError(message);
  return new Error(message);
}

/** The first line of what an unknown thrown value says. */
export function errorDetail(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split('\n', 1)[0].slice(0, 300);
}
