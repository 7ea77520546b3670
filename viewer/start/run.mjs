import { spawn } from 'node:child_process';

/** A step of the start failed; the message says which and what to do. */
export class StepFailed extends Error {}

/**
 * Runs a program with its output on ours.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd: string, hint: string, shell?: boolean}} options hint: what to do when it fails
 */
export function run(command, args, { cwd, hint, shell = false }) {
  return new Promise((settle, fail) => {
    const child = spawn(command, args, { cwd, shell, stdio: 'inherit' });
    child.on('error', (error) =>
      fail(new StepFailed(`${command} could not be started (${error.message}). ${hint}`)),
    );
    child.on('exit', (code, signal) => {
      if (code === 0) settle();
      else fail(new StepFailed(signal ? `Stopped by ${signal}.` : hint));
    });
  });
}
