/** By name only: what is in the file is checked when it is read. */
export function isNiftiPath(path: string): boolean {
  return /\.nii(\.gz)?$/i.test(path);
}

export function isDicomPath(path: string): boolean {
  return /\.dcm$/i.test(path);
}
