import type { EnginePort } from '../engine-port';
import { runCli } from '../run-cli';
import { fakeEngine } from './fake-engine';

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process and keeps what it prints. */
export async function runInProcess(
  argv: readonly string[],
  {
    engine = fakeEngine(),
    signal = new AbortController().signal,
  }: { engine?: EnginePort; signal?: AbortSignal } = {},
): Promise<Run> {
  let stdout = '';
  let stderr = '';
  const code = await runCli(argv, {
    engine,
    signal,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  return { code, stdout, stderr };
}
