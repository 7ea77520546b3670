import type { ModelSession } from './runtime';

/** Releases all sessions, those after one that fails to let go among them. @throws the first failure */
export async function releaseAll(sessions: readonly ModelSession[]): Promise<void> {
  const failures: unknown[] = [];
  for (const session of sessions) {
    try {
      await session.release();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
