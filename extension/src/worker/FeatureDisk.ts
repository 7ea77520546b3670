import { sha256, type FeatureShelf, type Features } from '@few-shot-lms/engine';
import type { ShelfProblem, ShelfReport } from '../state/featuresState';
import { packFeatures, unpackFeatures, type FeatureKind } from './featureFile';
import { readFile, writeFile, type BrowserStorage, type OpfsFolder } from './opfs';
import { errorDetail } from './wireError';

const FOLDER = 'few-shot-lms-features';

/** Whose features a shelf holds. Folder names are hashes of this, so that they say nothing about the patient. */
export interface ShelfPlace extends FeatureKind {
  /** Random, known to this browser alone. */
  readonly salt: string;
  /** UIDs of the series and of its images in their order. */
  readonly identity: readonly string[];
}

interface StoredFile {
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
  /** When it was written, in milliseconds. */
  readonly at: number;
}

/**
 * Features in the browser's private file system: a folder for each volume and model, a file for each slice. Bounded; the
 * oldest files of other volumes go first. Nothing here throws: the disk is a convenience, a run must not fail by it.
 */
export class FeatureDisk {
  private readonly files = new Map<string, StoredFile>();
  private damaged = 0;
  private problem: ShelfProblem | null = null;
  private limitBytes: number | null = null;

  private constructor(
    private readonly storage: BrowserStorage | undefined,
    private root: OpfsFolder | null,
  ) {}

  /** Looks at what is stored; creates nothing. */
  static async open(storage: BrowserStorage | undefined): Promise<FeatureDisk> {
    const disk = new FeatureDisk(storage, null);
    await disk.guarded(async () => {
      if (!storage?.getDirectory) throw new DOMException('no file system', 'SecurityError');
      disk.root = await storage.getDirectory();
      await disk.list(disk.root);
    });
    return disk;
  }

  /** Allows so many bytes from now on, at most half of what the browser grants the page; null: nothing is kept any more. */
  async allow(mostBytes: number | null): Promise<void> {
    // Another try: there may be room by now.
    if (this.problem !== 'no-storage') this.problem = null;
    this.limitBytes = mostBytes;
    if (mostBytes === null) return;
    await this.guarded(async () => {
      const { quota = Infinity } = (await this.storage?.estimate()) ?? {};
      this.limitBytes = Math.min(mostBytes, quota / 2);
      await this.makeRoom(0, null);
    });
  }

  report(): ShelfReport {
    const { limitBytes, damaged, problem } = this;
    return { bytes: this.bytes, limitBytes, damaged, problem };
  }

  shelf(place: ShelfPlace): FeatureShelf {
    const folders = new Map<string, Promise<string>>();
    const folderOf = (volume: string) => {
      const known = folders.get(volume) ?? folderName(place, volume);
      folders.set(volume, known);
      return known;
    };
    return {
      read: async (volume, slice) => this.read(await folderOf(volume), slice, place),
      write: async (volume, slice, features) =>
        this.write(await folderOf(volume), slice, features, place.modelHash),
    };
  }

  /** Deletes the features of all series. */
  async deleteAll(): Promise<void> {
    await this.guarded(async () => {
      const { root } = this;
      if (!root) return;
      await ignoring('NotFoundError', () => root.removeEntry(FOLDER, { recursive: true }));
      this.problem = null;
      // What another tab holds open is still there.
      await this.list(root);
    });
  }

  private get bytes(): number {
    return [...this.files.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  private async read(folder: string, slice: number, kind: FeatureKind): Promise<Features | null> {
    const path = pathOf(folder, String(slice));
    const file = this.files.get(path);
    if (!file) return null;
    return this.guarded(async () => {
      let bytes: Uint8Array<ArrayBuffer> | undefined;
      await ignoring('NotFoundError', async () => {
        const place = await this.folder(folder, false);
        bytes = place && (await readFile(await place.getFileHandle(file.name)));
      });
      // Another tab has deleted it.
      if (!bytes) this.files.delete(path);
      const features = bytes && (await unpackFeatures(bytes, kind));
      if (!bytes || features) return features ?? null;
      this.damaged++;
      await this.remove(file);
      return null;
    });
  }

  private async write(folder: string, slice: number, features: Features, modelHash: string): Promise<void> {
    const name = String(slice);
    const path = pathOf(folder, name);
    if (this.problem || this.limitBytes === null || this.files.has(path)) return;
    const bytes = await packFeatures(features, modelHash);
    await this.guarded(async () => {
      if (!(await this.makeRoom(bytes.length, folder))) return;
      const place = await this.folder(folder, true);
      if (!place) return;
      try {
        await writeFile(place, name, bytes);
        this.files.set(path, { folder, name, bytes: bytes.length, at: Date.now() });
      } catch (error) {
        await place.removeEntry(name).catch(() => undefined);
        throw error;
      }
    });
  }

  /** Deletes the oldest files until so many bytes fit, none of the volume that they are for. */
  private async makeRoom(bytes: number, own: string | null): Promise<boolean> {
    const limit = this.limitBytes ?? 0;
    const oldest = [...this.files.values()]
      .filter(({ folder }) => folder !== own)
      .sort((a, b) => a.at - b.at);
    for (const file of oldest) {
      if (this.bytes + bytes <= limit) break;
      await this.remove(file);
    }
    return this.bytes + bytes <= limit;
  }

  private async remove({ folder, name }: StoredFile): Promise<void> {
    this.files.delete(pathOf(folder, name));
    const others = [...this.files.values()].some((file) => file.folder === folder);
    const root = await this.top(false);
    await ignoring('NotFoundError', async () => {
      if (!others) await root?.removeEntry(folder, { recursive: true });
      else await (await root?.getDirectoryHandle(folder))?.removeEntry(name);
    });
  }

  private async list(root: OpfsFolder): Promise<void> {
    this.files.clear();
    await ignoring('NotFoundError', async () => {
      const top = await root.getDirectoryHandle(FOLDER);
      for await (const [folder, inside] of top.entries()) {
        if (inside.kind !== 'directory') continue;
        for await (const [name, file] of inside.entries()) {
          if (file.kind !== 'file') continue;
          const { size, lastModified } = await file.getFile();
          this.files.set(pathOf(folder, name), { folder, name, bytes: size, at: lastModified });
        }
      }
    });
  }

  private async folder(name: string, create: boolean): Promise<OpfsFolder | undefined> {
    return (await this.top(create))?.getDirectoryHandle(name, { create });
  }

  private async top(create: boolean): Promise<OpfsFolder | undefined> {
    return this.root?.getDirectoryHandle(FOLDER, { create });
  }

  /** Notes what went wrong instead of throwing it; null then. */
  private async guarded<T>(action: () => Promise<T>): Promise<T | null> {
    try {
      return await action();
    } catch (error) {
      const name = nameOf(error);
      // Another tab has the file open; it will be free another time.
      if (name === 'NoModificationAllowedError') return null;
      console.warn('few-shot-lms: stored features:', errorDetail(error));
      this.problem =
        name === 'QuotaExceededError' ? 'no-space' : name === 'SecurityError' ? 'no-storage' : 'failed';
      return null;
    }
  }
}

function folderName({ salt, identity, modelHash }: ShelfPlace, volume: string): Promise<string> {
  return sha256(new TextEncoder().encode([salt, ...identity, modelHash, volume].join('\n')));
}

function pathOf(folder: string, name: string): string {
  return `${folder}/${name}`;
}

function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : '';
}

async function ignoring(name: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (nameOf(error) !== name) throw error;
  }
}
