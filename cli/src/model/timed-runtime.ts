import type { ModelEntry, ModelRuntime, ModelSession } from '@few-shot-lms/engine';

/** A runtime and a file reader that keep time by the role of the model's files ('encoder', 'step'). */
export interface TimedRuntime {
  readonly runtime: ModelRuntime;
  readonly readModelFile: (path: string) => Promise<Uint8Array>;
  /** Seconds inside the network so far. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** The engine hands a graph on to the runtime as the very bytes it read: so a session knows its file, and its role. */
export function timedRuntime(
  entry: ModelEntry,
  runtime: ModelRuntime,
  readModelFile: (path: string) => Promise<Uint8Array>,
): TimedRuntime {
  const roles = new Map(Object.entries(entry.files).map(([role, { path }]) => [path, role]));
  const roleOf = new WeakMap<Uint8Array, string>();
  const seconds: Record<string, number> = {};
  return {
    seconds,
    async readModelFile(path) {
      const bytes = await readModelFile(path);
      roleOf.set(bytes, roles.get(path) ?? path);
      return bytes;
    },
    runtime: {
      provider: runtime.provider,
      threads: runtime.threads,
      async createSession(onnx) {
        const role = roleOf.get(onnx);
        if (role === undefined)
          throw new Error('the engine created a session from bytes that are no file of the model');
        return timed(
          await runtime.createSession(onnx),
          (spent) => (seconds[role] = (seconds[role] ?? 0) + spent),
        );
      },
    },
  };
}

function timed(session: ModelSession, spend: (seconds: number) => void): ModelSession {
  return {
    async run(inputs) {
      const start = performance.now();
      try {
        return await session.run(inputs);
      } finally {
        spend((performance.now() - start) / 1000);
      }
    },
    release: () => session.release(),
  };
}
