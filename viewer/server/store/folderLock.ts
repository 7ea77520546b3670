import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@few-shot-lms/engine';
import { isFullDisk } from './fullDisk';
import { isRunning, thisProcess, type ProcessMark } from './processes';

const NAME = '.lock';

/** Locks that this very process holds: after a restart in a container it may have the number, and the start, of its forerunner. */
const held = new Set<string>();

interface Owner extends ProcessMark {
  /** Where the viewer that serves the folder can be opened. */
  readonly address?: string;
}

/**
 * A note in a data folder that it is served, and by which process. Two servers over one folder would remove what the other
 * is receiving and not list what the other has stored. Only processes of one machine and one container can be told apart by it.
 */
export class FolderLock {
  private readonly path: string;

  private constructor(
    folder: string,
    private readonly write: typeof writeFileSync,
  ) {
    this.path = join(folder, NAME);
  }

  /**
   * Takes the folder, which is made if need be; a lock whose owner has ended is taken over.
   *
   * @param write writes a file; tests put a full disk in its place
   * @throws UserError when a running process holds it
   */
  static take(folder: string, write = writeFileSync): FolderLock {
    mkdirSync(folder, { recursive: true });
    const lock = new FolderLock(folder, write);
    if (!lock.create()) {
      const owner = lock.owner();
      const isOther = owner?.pid !== process.pid || held.has(lock.path);
      if (owner && isOther && isRunning(owner)) throw new UserError(isServed(folder, owner, lock.path));
      rmSync(lock.path, { force: true });
      if (!lock.create())
        throw new UserError(`Another viewer has just taken the data folder ${folder}: start again.`);
    }
    held.add(lock.path);
    process.once('exit', lock.release);
    return lock;
  }

  /** Adds where the viewer can be opened, for whoever tries to start a second one. */
  announce(address: string): void {
    try {
      if (!this.isHeld()) return;
      // In one step: half of the text would be taken for what a crash left.
      this.write(`${this.path}.new`, textOf({ ...thisProcess(), address }));
      renameSync(`${this.path}.new`, this.path);
    } catch {
      // The lock holds without it.
    }
  }

  /** Gives the folder free; nothing happens when another process has it by now. */
  readonly release = (): void => {
    process.off('exit', this.release);
    held.delete(this.path);
    try {
      if (this.isHeld()) rmSync(this.path, { force: true });
    } catch (error) {
      // What is left is taken over by the next start; the reason for which this one ends must be heard.
      console.error(`${this.path} could not be removed: ${(error as Error).message}`);
    }
  };

  /** Whether it is still this process's: a person may have deleted it, or the disk was full. */
  private isHeld(): boolean {
    const { pid, startedAt } = thisProcess();
    const owner = this.owner();
    return owner?.pid === pid && owner.startedAt === startedAt;
  }

  private create(): boolean {
    try {
      this.write(this.path, textOf(thisProcess()), { flag: 'wx' });
      return true;
    } catch (error) {
      // Without a lock the studies can still be looked at, and there is no room for an upload to be lost.
      if (isFullDisk(error)) return true;
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  private owner(): Owner | undefined {
    try {
      const owner = JSON.parse(readFileSync(this.path, 'utf8')) as Owner | null;
      // Zero and negative numbers would stand for whole groups of processes.
      return owner && Number.isInteger(owner.pid) && owner.pid > 0 ? owner : undefined;
    } catch (error) {
      // Gone, or cut off by a crash: nobody's.
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT')
        return undefined;
      throw error;
    }
  }
}

function textOf(owner: Owner): string {
  return `${JSON.stringify(owner)}\n`;
}

function isServed(folder: string, { pid, address }: Owner, path: string): string {
  const open = address ? `open ${address}, ` : '';
  return `The data folder ${folder} is served already, by process ${pid}: ${open}stop that process, or choose another folder with --data. If that process is no viewer, delete ${path}.`;
}
