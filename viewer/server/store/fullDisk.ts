const CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Whether something could not be written because there is no room for it. */
export function isFullDisk(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && CODES.has(code);
}
