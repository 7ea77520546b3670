/**
 * npm test: everything, in order, to the end, whatever fails; a table at last.
 *
 *   npm test
 *   npm test -- --only lint,unit
 *
 * A tool that is missing is a failure that says how to install it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureInstalled } from '../viewer/start/install.mjs';
import { pythonEnvironment } from './python-env.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules', '.bin', name);

/**
 * @typedef {object} Step
 * @property {string} name for --only
 * @property {string} title
 * @property {() => Promise<void>} run throws with a sentence when it fails
 * @property {string[]} [needs] steps without whose success this one says nothing
 */

/** @type {Step[]} */
const steps = [
  {
    name: 'lint',
    title: 'lint (eslint, prettier, imports)',
    run: () => command('npm', ['run', '--silent', 'lint']),
  },
  {
    name: 'types',
    title: 'types (tsc)',
    run: () => command('npm', ['run', '--silent', 'types']),
  },
  {
    name: 'unit',
    title: 'unit and golden tests (jest)',
    run: () => command(bin('jest'), process.env.CI ? ['--ci'] : []),
  },
  {
    name: 'build',
    title: 'build (webpack, OHIF host)',
    run: buildProduct,
  },
  {
    name: 'cli',
    title: 'command line with the real model',
    needs: ['build'],
    run: () => command(bin('jest'), ['--config', 'cli/e2e/jest.config.cjs']),
  },
  {
    name: 'browser',
    title: 'OHIF in Chromium: draw, propagate, save, reload',
    needs: ['build'],
    run: () => command('node', ['test/browser/run.mjs']),
  },
  {
    name: 'models',
    title: 'networks in PyTorch (ruff, pytest)',
    run: async () => {
      const python = pythonEnvironment();
      await command(python, ['-m', 'ruff', 'check', 'models', 'bench', 'test']);
      // From its folder, so that lms_net is found without being installed.
      await command(python, ['-m', 'pytest', '-q', 'tests'], 'models');
    },
  },
  {
    name: 'conformance',
    title: 'DICOM SEG before independent readers and validators (pytest)',
    run: async () => {
      needFolder('test/conformance');
      // The tests skip what these would check; here a missing tool is a failure.
      needProgram('dciodvfy', 'apt-get install dicom3tools');
      needProgram('dcmcjpls', 'apt-get install dcmtk');
      needProgram('Orthanc', 'apt-get install orthanc orthanc-dicomweb');
      await command(pythonEnvironment(), ['-m', 'pytest', '-q', 'test/conformance']);
    },
  },
];

/** Runs a command in a folder of the repository with its output shown. Rejects with a sentence unless it exits with 0. */
function command(program, args, folder = '.') {
  return new Promise((resolve, reject) => {
    const shown = [program.replace(root, ''), ...args].join(' ');
    console.log(`$ ${shown}${folder === '.' ? '' : `   (in ${folder}/)`}`);
    const script = program === 'node' ? join(root, args[0]) : program;
    if (script.startsWith(root) && !existsSync(script)) {
      reject(new Error(`${script.replace(root, '')} is missing; run 'npm ci' or restore it.`));
      return;
    }
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: join(root, folder),
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, npm_config_update_notifier: 'false' },
    });
    child.on('error', (error) => reject(new Error(`${shown} cannot be run: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${shown} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** As `npm start` does it before it serves. */
async function buildProduct() {
  const { ensureBuilt } = await import('../viewer/start/build.mjs');
  const { ensureAssembled } = await import('../viewer/start/assemble.mjs');
  await ensureInstalled(join(root, 'viewer/host'), 'the OHIF viewer');
  await ensureBuilt(root);
  ensureAssembled(root);
}

function needFolder(path) {
  if (!existsSync(join(root, path))) throw new Error(`${path} is missing from the repository; restore it.`);
}

function needProgram(name, installation) {
  const { error } = spawnSync(name, ['--version'], { stdio: 'ignore' });
  if (error) throw new Error(`${name} is not installed: ${installation}.`);
}

/** @returns {Step[]} */
function chosenSteps() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  if (values.only === undefined) return steps;
  const names = values.only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !steps.some((step) => step.name === name));
  if (unknown !== undefined) {
    console.error(`There is no step '${unknown}'; there are ${steps.map((step) => step.name).join(', ')}.`);
    process.exit(2);
  }
  return steps.filter((step) => names.includes(step.name));
}

const chosen = chosenSteps();
try {
  await ensureInstalled(root, "this repository's packages");
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const results = [];
for (const step of chosen) {
  console.log(`\n=== ${step.name}: ${step.title}`);
  const started = performance.now();
  let reason = '';
  try {
    const lacking = step.needs?.find((name) =>
      results.some((result) => result.name === name && result.reason),
    );
    if (lacking) throw new Error(`not run, because '${lacking}' failed`);
    await step.run();
  } catch (error) {
    reason = error.message;
    console.error(`FAILED ${step.name}: ${reason}`);
  }
  results.push({ name: step.name, title: step.title, reason, seconds: (performance.now() - started) / 1000 });
}

console.log('\n=== summary');
for (const { name, title, reason, seconds } of results) {
  const verdict = reason ? 'FAILED' : 'passed';
  console.log(
    `${verdict}  ${name.padEnd(12)} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${title}${reason ? `\n        ${reason}` : ''}`,
  );
}
const failed = results.filter(({ reason }) => reason).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
