import type { BrowserStorage, OpfsFile, OpfsFolder } from '../worker/opfs';

/** The browser's private file system in memory; `files` by path, to be looked at and changed by the test. */
export class FakeOpfs implements BrowserStorage {
  readonly files = new Map<string, { bytes: Uint8Array; at: number }>();
  /** Bytes that the browser grants. */
  quota = 2 ** 30;
  /** Writes beyond this many bytes fail. */
  space = Infinity;
  /** Paths that another tab holds open. */
  readonly locked = new Set<string>();
  private clock = 0;

  getDirectory = async () => this.folder('');
  estimate = async () => ({ quota: this.quota });

  private folder(path: string): OpfsFolder {
    const under = (name: string) => `${path}${name}/`;
    const isThere = (prefix: string) => [...this.files.keys()].some((file) => file.startsWith(prefix));
    return {
      kind: 'directory',
      getDirectoryHandle: async (name, options) => {
        // An empty folder is kept by an empty name.
        if (options?.create) this.files.set(under(name), { bytes: new Uint8Array(0), at: 0 });
        if (!isThere(under(name))) throw new DOMException(name, 'NotFoundError');
        return this.folder(under(name));
      },
      getFileHandle: async (name, options) => {
        const file = `${path}${name}`;
        if (!this.files.has(file)) {
          if (!options?.create) throw new DOMException(name, 'NotFoundError');
          this.files.set(file, { bytes: new Uint8Array(0), at: ++this.clock });
        }
        return this.file(file);
      },
      removeEntry: async (name) => {
        const gone = [...this.files.keys()].filter(
          (file) => file === `${path}${name}` || file.startsWith(under(name)),
        );
        if (gone.length === 0) throw new DOMException(name, 'NotFoundError');
        for (const file of gone) this.refuseLocked(file);
        for (const file of gone) this.files.delete(file);
      },
      entries: () => this.entries(path),
    };
  }

  private async *entries(path: string): AsyncGenerator<[string, OpfsFolder | OpfsFile]> {
    const names = new Map<string, boolean>();
    for (const file of this.files.keys()) {
      if (!file.startsWith(path) || file === path) continue;
      const [name, ...rest] = file.slice(path.length).split('/');
      names.set(name, rest.length > 0);
    }
    for (const [name, isFolder] of names) {
      yield [name, isFolder ? this.folder(`${path}${name}/`) : this.file(`${path}${name}`)];
    }
  }

  private file(path: string): OpfsFile {
    const known = () => this.files.get(path)!;
    return {
      kind: 'file',
      getFile: async () => ({ size: known().bytes.length, lastModified: known().at }),
      createSyncAccessHandle: async () => {
        this.refuseLocked(path);
        return {
          getSize: () => known().bytes.length,
          read: (into) => {
            into.set(known().bytes);
            return into.length;
          },
          write: (bytes) => {
            const used = [...this.files.values()].reduce((sum, file) => sum + file.bytes.length, 0);
            if (used + bytes.length > this.space) throw new DOMException('full', 'QuotaExceededError');
            this.files.set(path, { bytes: bytes.slice(), at: ++this.clock });
            return bytes.length;
          },
          flush: () => undefined,
          close: () => undefined,
        };
      },
    };
  }

  private refuseLocked(path: string): void {
    if (this.locked.has(path)) throw new DOMException(path, 'NoModificationAllowedError');
  }
}
