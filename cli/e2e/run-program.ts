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
