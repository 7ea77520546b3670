#!/usr/bin/env node
/**
 * `npm start`: installs and builds what is missing, then serves the viewer. Plain JavaScript without dependencies,
 * since it runs before anything is installed.
 */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HELP = `npm start -- [options]

Installs and builds what is missing, then serves OHIF with Few-shot LMS on this machine.

  --port NUMBER          port to listen on (default 3000, or the next free one)   FEW_SHOT_LMS_PORT
  --host ADDRESS         address to listen on (default 127.0.0.1: this machine)   FEW_SHOT_LMS_HOST
                         with another one, everyone who reaches the port can
                         read and change the studies: there is no login
  --data FOLDER          where studies are kept (default viewer-data/);           FEW_SHOT_LMS_DATA
                         each viewer that runs needs a folder of its own
  --dicomweb URL         a DICOMweb server to use in place of that folder,        FEW_SHOT_LMS_DICOMWEB
                         e.g. http://localhost:8042/dicom-web (Orthanc)
  --allowed-hosts NAMES  further names of this viewer, e.g. behind a proxy;       FEW_SHOT_LMS_ALLOWED_HOSTS
                         then it answers to these and its own only
  --no-open              do not open the browser
  --no-sample            do not put the sample study into a new data folder
`;

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);

if (process.argv.includes('--help')) {
  console.log(HELP);
} else if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: install Node 20.19 or newer from nodejs.org.`);
  process.exitCode = 1;
} else {
  process.exitCode = await start(process.argv.slice(2));
}

async function start(args) {
  const { ensureInstalled } = await import('./start/install.mjs');
  const { ensureBuilt } = await import('./start/build.mjs');
  const { ensureAssembled } = await import('./start/assemble.mjs');
  const { StepFailed } = await import('./start/run.mjs');
  try {
    await ensureInstalled(root, 'packages');
    await ensureInstalled(join(root, 'viewer/host'), 'the OHIF viewer');
    await ensureBuilt(root);
    ensureAssembled(root);
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.error(error.message);
    return 1;
  }
  const { main } = await import(pathToFileURL(join(root, 'build/server/server.mjs')).href);
  return main(args, process.env, root);
}
