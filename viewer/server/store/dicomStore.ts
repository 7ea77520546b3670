import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { BrokenDataSet } from '../dicom/elements';
import { NotDicom, readHeader } from '../dicom/header';
import { isUid } from '../dicom/uid';
import { filesUnder } from './filesUnder';
import { isFullDisk } from './fullDisk';
import { IndexFile } from './indexFile';
import { InstanceIndex, type Selection } from './instanceIndex';
import { recordOf, type FileStamp, type InstanceRecord } from './instanceRecord';

export type Refusal =
  'not DICOM' | 'damaged' | 'different content' | 'other study' | 'storage full' | 'not written';

/** What became of one instance that was sent to the store. */
export type StoreOutcome =
  | { readonly stored: true; readonly record: InstanceRecord; readonly isNew: boolean }
  | {
      readonly stored: false;
      readonly refusal: Refusal;
      /** A sentence for a person. */
      readonly reason: string;
      /** What could be read of it before it was refused. */
      readonly record?: InstanceRecord;
    };

export interface DicomStoreOptions {
  /** Takes one line for a person. */
  readonly log?: (line: string) => void;
  /** Opens a file for writing; tests put a full disk in its place. */
  readonly openForWriting?: (path: string) => Writable;
}

/** Files that are being received; never indexed, emptied at start. */
const INCOMING = '.incoming';
const DICOMDIR = '1.2.840.10008.1.3.10';

/**
 * Keeps DICOM instances as Part 10 files in a folder, byte for byte as they came, at `<study>/<series>/<instance>.dcm`.
 * Files that were put or linked into the folder by hand, anywhere and under any name, are found at start as well. Only
 * headers are in memory. Nothing that is stored is ever changed or replaced.
 */
export class DicomStore {
  private index = new InstanceIndex();
  private readonly indexFile: IndexFile;
  private readonly log: (line: string) => void;
  private readonly openForWriting: (path: string) => Writable;
  private indexing?: Promise<void>;

  constructor(
    readonly folder: string,
    {
      log = () => undefined,
      openForWriting = (path) => createWriteStream(path, { flags: 'wx', flush: true }),
    }: DicomStoreOptions = {},
  ) {
    this.indexFile = new IndexFile(folder);
    this.log = log;
    this.openForWriting = openForWriting;
  }

  /** Makes the folder ready to be written to; what a crash left half received is removed. */
  async open(): Promise<void> {
    await rm(join(this.folder, INCOMING), { recursive: true, force: true });
    await mkdir(join(this.folder, INCOMING), { recursive: true });
  }

  /** Reads what the folder holds, once; every other method waits for it. What went wrong is tried again the next time. */
  async ready(): Promise<void> {
    this.indexing ??= this.readFolder().catch((error: unknown) => {
      this.indexing = undefined;
      throw error;
    });
    await this.indexing;
  }

  async find(selection: Selection = {}): Promise<InstanceRecord[]> {
    await this.ready();
    return this.index.find(selection);
  }

  pathOf(record: InstanceRecord): string {
    return join(this.folder, ...record.file.split('/'));
  }

  /** Whether the instance's file is still there; if it was deleted behind the store's back, it is no longer listed. */
  has(record: InstanceRecord): boolean {
    if (existsSync(this.pathOf(record))) return true;
    this.log(`${record.file} has disappeared from ${this.folder}; it is no longer listed.`);
    this.index.remove(record);
    return false;
  }

  /**
   * Receives one instance as a Part 10 file.
   *
   * @param study when given, instances of other studies are refused
   * @throws what reading from `bytes` throws; nothing is kept then
   */
  async receive(bytes: AsyncIterable<Buffer>, study?: string): Promise<StoreOutcome> {
    await this.ready();
    const incoming = join(this.folder, INCOMING, randomUUID());
    try {
      const digest = await this.write(incoming, bytes);
      return await this.take(incoming, digest, study);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      if (refusal.refusal === 'storage full') {
        this.log(
          `STORAGE FULL: an instance could not be stored in ${this.folder} (${(error as Error).message}). Free some space and send it again.`,
        );
      }
      return refusal;
    } finally {
      await rm(incoming, { force: true });
    }
  }

  /** Writes the bytes to a file and returns their SHA-256. */
  private async write(path: string, bytes: AsyncIterable<Buffer>): Promise<string> {
    const hash = createHash('sha256');
    async function* hashed(): AsyncGenerator<Buffer> {
      for await (const chunk of bytes) {
        hash.update(chunk);
        yield chunk;
      }
    }
    await pipeline(hashed, this.openForWriting(path));
    return hash.digest('hex');
  }

  private async take(incoming: string, digest: string, study: string | undefined): Promise<StoreOutcome> {
    const header = readHeader(incoming);
    const { size, mtimeMs } = await stat(incoming);
    const draft = recordOf({ file: incoming, size, modifiedMs: mtimeMs }, header);
    const unsafe = [draft.study, draft.series, draft.instance].find((uid) => !isUid(uid));
    if (unsafe !== undefined) {
      return {
        stored: false,
        refusal: 'damaged',
        reason: `The instance has an invalid UID ("${unsafe.slice(0, 80)}").`,
        record: draft,
      };
    }
    if (study !== undefined && draft.study !== study) {
      return {
        stored: false,
        refusal: 'other study',
        reason: `The instance belongs to study ${draft.study}, not to ${study}.`,
        record: draft,
      };
    }
    const record = { ...draft, file: `${draft.study}/${draft.series}/${draft.instance}.dcm` };
    const existing = this.index.get(record.instance);
    if (existing && this.has(existing)) return this.compare(existing, record, digest);
    if (!this.moveIn(incoming, record)) {
      const reason = `${this.pathOf(record)} is in the way: it could not be read when the server started.`;
      return { stored: false, refusal: 'not written', reason, record };
    }
    this.index.add(record);
    await this.remember(record);
    if (record.completed.length > 0) {
      this.log(
        `Instance ${record.instance} came without ${record.completed.join(', ')}; it is served with derived values.`,
      );
    }
    return { stored: true, record, isNew: true };
  }

  /**
   * Puts a received file in its place unless something is there. Synchronous from check to rename, so that two
   * requests cannot both pass the check.
   */
  private moveIn(incoming: string, record: InstanceRecord): boolean {
    const target = this.pathOf(record);
    mkdirSync(dirname(target), { recursive: true });
    if (existsSync(target)) return false;
    renameSync(incoming, target);
    return true;
  }

  private async compare(
    existing: InstanceRecord,
    received: InstanceRecord,
    digest: string,
  ): Promise<StoreOutcome> {
    if (existing.size === received.size && (await sha256Of(this.pathOf(existing))) === digest) {
      return { stored: true, record: existing, isNew: false };
    }
    return {
      stored: false,
      refusal: 'different content',
      reason: `Instance ${existing.instance} is stored already with different content; stored instances are never replaced.`,
      record: received,
    };
  }

  private async remember(record: InstanceRecord): Promise<void> {
    try {
      await this.indexFile.append(record);
    } catch (error) {
      // The instance is safe; the index is only a cache that the next start completes.
      this.log(`The index of ${this.folder} could not be extended (${(error as Error).message}).`);
    }
  }

  private async readFolder(): Promise<void> {
    const known = await this.indexFile.read();
    const skipped: string[] = [];
    const skip = (path: string, error: unknown): void => void skipped.push(`${path} ${whyNotListed(error)}`);
    let changed = 0;
    this.index = new InstanceIndex();
    for await (const stamp of filesUnder(this.folder, skip)) {
      const kept = known.get(stamp.file);
      const valid = kept !== undefined && kept.size === stamp.size && kept.modifiedMs === stamp.modifiedMs;
      const record = valid ? kept : this.readRecord(stamp, skip);
      if (!record) continue;
      if (!valid) changed++;
      const twin = this.index.get(record.instance);
      if (twin)
        this.log(`${record.file} has the same instance UID as ${twin.file}; only the latter is listed.`);
      else this.index.add(record);
    }
    if (changed > 0 || known.size !== this.index.size) await this.rewriteIndex();
    if (skipped.length > 0)
      this.log(
        `${skipped.length} file(s) in ${this.folder} are not listed: ${skipped.slice(0, 3).join('; ')}`,
      );
  }

  /** One file that cannot be read, for whatever reason, must not take the others with it. */
  private readRecord(
    stamp: FileStamp,
    skip: (path: string, error: unknown) => void,
  ): InstanceRecord | undefined {
    try {
      const record = recordOf(stamp, readHeader(join(this.folder, stamp.file)));
      return record.sopClass === DICOMDIR ? undefined : record;
    } catch (error) {
      skip(stamp.file, error);
      return undefined;
    }
  }

  private async rewriteIndex(): Promise<void> {
    try {
      await this.indexFile.write(this.index.find({}));
    } catch (error) {
      this.log(
        `The index of ${this.folder} could not be written (${(error as Error).message}); the next start will take longer.`,
      );
    }
  }
}

/** Completes a sentence that begins with the file's name. */
function whyNotListed(error: unknown): string {
  if (error instanceof NotDicom) return error.message;
  const { message } = error as Error;
  return error instanceof BrokenDataSet ? `is damaged: ${message}` : `cannot be read: ${message}`;
}

function refusalOf(error: unknown): (StoreOutcome & { stored: false }) | undefined {
  if (error instanceof NotDicom)
    return { stored: false, refusal: 'not DICOM', reason: `The part ${error.message}.` };
  if (error instanceof BrokenDataSet)
    return { stored: false, refusal: 'damaged', reason: `The instance is damaged: ${error.message}.` };
  const { syscall } = error as NodeJS.ErrnoException;
  if (isFullDisk(error)) {
    return {
      stored: false,
      refusal: 'storage full',
      reason: 'The storage is full: free some space where the studies are kept and try again.',
    };
  }
  if (syscall !== undefined && ['open', 'write', 'mkdir', 'rename'].includes(syscall)) {
    return {
      stored: false,
      refusal: 'not written',
      reason: `The instance could not be written: ${(error as Error).message}.`,
    };
  }
  return undefined;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
