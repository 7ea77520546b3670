/**
 * The Python environment of models/ and test/conformance: `node test/python-env.mjs` makes .venv or brings it up to
 * date, and does nothing when the requirements have not changed. FEW_SHOT_LMS_PYTHON names another interpreter that
 * has everything already.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const environment = join(root, '.venv');
const interpreter = join(environment, 'bin', 'python');
const stamp = join(environment, 'requirements.sha256');
const requirements = ['models/requirements.txt', 'test/requirements.txt'];

/** @returns {string} path of a Python that has the requirements @throws {Error} with a sentence saying what is missing */
export function pythonEnvironment() {
  const given = process.env.FEW_SHOT_LMS_PYTHON;
  if (given) {
    if (spawnSync(given, ['--version']).status !== 0) {
      throw new Error(`FEW_SHOT_LMS_PYTHON is ${given}, which cannot be run; unset it to use .venv.`);
    }
    return given;
  }
  const texts = requirements.map((file) => readFileSync(join(root, file), 'utf8'));
  const hash = createHash('sha256').update(texts.join('\n')).digest('hex');
  if (existsSync(interpreter) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash)
    return interpreter;

  if (!existsSync(interpreter)) {
    run(
      'python3',
      ['-m', 'venv', environment],
      'Python 3.11 or later with venv is needed: apt-get install python3-venv',
    );
  }
  // By its pin alone and first: resolved together with the rest, pip may choose a build with gigabytes of GPU libraries.
  const torch = /^torch==\S+/m.exec(texts[0])?.[0];
  if (!torch) throw new Error(`${requirements[0]} does not pin torch by '=='.`);
  pip([torch]);
  pip(requirements.flatMap((file) => ['-r', join(root, file)]));
  writeFileSync(stamp, hash);
  return interpreter;
}

function pip(what) {
  const options = ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', '--no-input'];
  run(
    interpreter,
    [...options, ...what],
    `pip could not install ${what.join(' ')}; is there a network or a package index?`,
  );
}

function run(command, args, advice) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(error ? `${command}: ${error.message}. ${advice}` : advice);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(pythonEnvironment());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
