/** The parts of the browser's private file system that are used; TypeScript's libraries spread them over two. */
export interface OpfsFolder {
  readonly kind: 'directory';
  getDirectoryHandle(name: string, options?: { create?: boolean }): Promise<OpfsFolder>;
  getFileHandle(name: string, options?: { create?: boolean }): Promise<OpfsFile>;
  removeEntry(name: string, options?: { recursive?: boolean }): Promise<void>;
  entries(): AsyncIterable<[string, OpfsFolder | OpfsFile]>;
}

export interface OpfsFile {
  readonly kind: 'file';
  getFile(): Promise<{ readonly size: number; readonly lastModified: number }>;
  /** In workers only; the file cannot be opened by anybody else until it is closed. */
  createSyncAccessHandle(): Promise<OpfsAccess>;
}

export interface OpfsAccess {
  getSize(): number;
  read(into: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}

/** `navigator.storage`; absent on pages that are not served securely. */
export interface BrowserStorage {
  getDirectory?(): Promise<OpfsFolder>;
  estimate(): Promise<{ readonly quota?: number }>;
}

/** The whole file. */
export async function readFile(file: OpfsFile): Promise<Uint8Array<ArrayBuffer>> {
  const access = await file.createSyncAccessHandle();
  try {
    const bytes = new Uint8Array(access.getSize());
    access.read(bytes, { at: 0 });
    return bytes;
  } finally {
    access.close();
  }
}

/** A new file with these bytes. @throws DOMException QuotaExceededError, also where the browser just writes less */
export async function writeFile(folder: OpfsFolder, name: string, bytes: Uint8Array): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true });
  const access = await file.createSyncAccessHandle();
  try {
    const written = access.write(bytes, { at: 0 });
    if (written !== bytes.length) {
      throw new DOMException(`${written} of ${bytes.length} bytes written`, 'QuotaExceededError');
    }
    access.flush();
  } finally {
    access.close();
  }
}
