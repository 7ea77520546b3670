import { readFileSync } from 'node:fs';

/** A process of this machine, as it can be written down and looked for later. */
export interface ProcessMark {
  readonly pid: number;
  /** When it was started, where the system says so: numbers of processes are given out again. */
  readonly startedAt?: string;
}

export function thisProcess(): ProcessMark {
  return { pid: process.pid, startedAt: startOf(process.pid) };
}

export function isRunning({ pid, startedAt }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It is there, and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const start = startOf(pid);
  return startedAt === undefined || start === undefined || start === startedAt;
}

/** Clock ticks from the start of the system to that of the process; Linux only (proc(5), field 22 of stat). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in brackets before the third field, may hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
