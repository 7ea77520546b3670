import { UserError } from '@few-shot-lms/engine';
import cliPackage from '../package.json';
import { parseInvocation } from './arguments';
import type { EnginePort } from './engine-port';
import type { Output } from './progress';
import { propagateCommand } from './propagate-command';
import { structuresCommand } from './structures-command';
import { USAGE } from './usage';

/** What the program needs of its surroundings. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly engine: EnginePort;
  /** Aborted when the user cancels. */
  readonly signal: AbortSignal;
}

export const EXIT = { done: 0, fault: 1, badInput: 2, cancelled: 3 } as const;

/** Runs one command line. @param argv without node and the script @returns the exit code */
export async function runCli(argv: readonly string[], around: Surroundings): Promise<number> {
  try {
    const invocation = parseInvocation(argv);
    switch (invocation.command) {
      case 'help':
        around.stdout.write(USAGE);
        return EXIT.done;
      case 'version':
        around.stdout.write(`${cliPackage.version}\n`);
        return EXIT.done;
      case 'structures':
        around.stdout.write(await structuresCommand(invocation.query));
        return EXIT.done;
      case 'propagate': {
        const { cancelled } = await propagateCommand(
          invocation.options,
          around.engine,
          around.stdout,
          around.signal,
        );
        return cancelled ? EXIT.cancelled : EXIT.done;
      }
    }
  } catch (error) {
    if (error instanceof UserError) {
      around.stderr.write(`few-shot-lms: ${error.message}\n`);
      return EXIT.badInput;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    around.stderr.write(`few-shot-lms: a fault of the program, please report it:\n${text}\n`);
    return EXIT.fault;
  }
}
