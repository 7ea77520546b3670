import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');
const PROGRAM = join(ROOT, 'cli', 'bin', 'few-shot-lms.mjs');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the built program as its own process.
 *
 * @param onOutput hears of what is printed so far and may send a signal
 */
export function runProgram(
  argv: readonly string[],
  onOutput: (stdout: string, send: (signal: NodeJS.Signals) => void) => void = () => {},
  [command, ...first]: readonly string[] = [process.execPath, PROGRAM],
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...argv], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      onOutput(stdout, (signal) => child.kill(signal));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/**
 * Runs the built program with both its outputs in a pipe that ends early.
 *
 * @param reader shell command at the other end, such as `head -n 1`
 * @returns the program's exit code, not the reader's
 */
export async function runPiped(argv: readonly string[], reader: string): Promise<number | null> {
  // The pause lets a reader such as `true` be gone before the program starts; descriptor 3 leads past the pipe.
  const program = '{ sleep 0.2; "$@" 2>&1; echo $? >&3; }';
  const shell = `code=$({ ${program} | ${reader} >/dev/null; } 3>&1); exit "$code"`;
  return (await runProgram(argv, undefined, ['sh', '-c', shell, 'sh', process.execPath, PROGRAM])).code;
}
