/** One file by name and content. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One file whose content is read when it is needed, so that a folder may hold more than fits into memory. */
export interface StoredFile {
  readonly name: string;
  /** Reads anew at every call. @param length so many bytes from the start; all where it is absent or there are fewer */
  read(length?: number): Promise<Uint8Array>;
}

/** A file that is in memory already, as one that has to be read. */
export function storedFile(file: NamedFile | StoredFile): StoredFile {
  if ('read' in file) return file;
  const { name, bytes } = file;
  return { name, read: async (length = bytes.length) => bytes.subarray(0, length) };
}
