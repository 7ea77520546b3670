import { UserError } from '@few-shot-lms/engine';

/** The archive took a file, but the viewer cannot find it there. */
export class NotListedError extends UserError {}
