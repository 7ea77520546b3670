export function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

/** '180 MB', '2 GB', '1.5 GB'. */
export function sizeInWords(bytes: number): string {
  if (bytes < 2 ** 30) return `${megabytes(bytes)} MB`;
  return `${Number((bytes / 2 ** 30).toFixed(1))} GB`;
}
