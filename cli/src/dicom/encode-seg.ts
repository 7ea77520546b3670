export function encodeSeg(..._: unknown[]): never { throw new Error('not yet'); }
