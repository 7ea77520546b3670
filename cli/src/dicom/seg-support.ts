export function loadSegSupport(..._: unknown[]): never { throw new Error('not yet'); }
