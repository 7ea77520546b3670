export function loadDicomImage(..._: unknown[]): never { throw new Error('not yet'); }
