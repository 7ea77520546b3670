import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const STARTS_WITHIN_MS = 240_000;

/**
 * Starts the viewer exactly as `npm start` does, with an empty data folder of its own.
 *
 * @param {string} root the repository's root
 * @param {string[]} program the script that serves, with its own arguments before those of `npm start`
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} url ends without a slash
 */
export async function startServer(root, program = ['viewer/start.mjs']) {
  const data = await mkdtemp(join(tmpdir(), 'few-shot-lms-'));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const args = [...program, '--no-open', '--port', String(port), '--data', data];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    await rm(data, { recursive: true, force: true });
  };
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the server did not start:\n${output}`)),
      STARTS_WITHIN_MS,
    );
    const read = (chunk) => {
      output += chunk;
      const found = /Few-shot LMS: (http:\/\/[\w.:]+)\//.exec(output);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code}:\n${output}`));
    });
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, stop };
}
