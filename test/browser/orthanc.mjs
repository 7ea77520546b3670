import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './check.mjs';

const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
const PROGRAM = '/usr/sbin/Orthanc';

/**
 * Starts an empty Orthanc with its DICOMweb plugin on a free port of this machine.
 *
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} url without `/dicom-web`, as `stow` wants it
 */
export async function startOrthanc() {
  if (!existsSync(PROGRAM) || !existsSync(PLUGIN)) {
    throw new Error('Orthanc is not installed: apt-get install orthanc orthanc-dicomweb.');
  }
  const folder = await mkdtemp(join(tmpdir(), 'few-shot-lms-orthanc-'));
  const port = await freePort();
  const settings = {
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'storage'),
    HttpPort: port,
    DicomServerEnabled: false,
    RemoteAccessAllowed: false,
    Plugins: [PLUGIN],
    DicomWeb: { Enable: true, Root: '/dicom-web/', StudiesMetadata: 'Full', SeriesMetadata: 'Full' },
  };
  await writeFile(join(folder, 'orthanc.json'), JSON.stringify(settings));
  const log = join(folder, 'orthanc.log');
  const child = spawn(PROGRAM, [`--logfile=${log}`, join(folder, 'orthanc.json')], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(`${url}/dicom-web/studies`).then(
      ({ ok }) => ok,
      () => false, // not listening yet
    );
  if (
    !(await eventually(async () => child.exitCode !== null || (await answers()), 60_000)) ||
    child.exitCode !== null
  ) {
    const said = await readFile(log, 'utf8').catch(() => '(no log)');
    await stop();
    throw new Error(`Orthanc did not start:\n${said}`);
  }
  return { url, stop };
}

/** A port that nothing listens on. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
