import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '@few-shot-lms/engine';

export interface ViewerConfig {
  readonly host: string;
  readonly port: number;
  /** A port that was asked for is not exchanged for another one. */
  readonly portWasChosen: boolean;
  /** Folder of the embedded store. */
  readonly data: string;
  /** A DICOMweb server to use in place of the embedded store. */
  readonly upstream?: URL;
  readonly openBrowser: boolean;
  /** Whether the sample studies are put into a store that is used for the first time. */
  readonly sample: boolean;
  /** Further names under which the viewer may be asked for, e.g. behind a reverse proxy. */
  readonly allowedHosts: readonly string[];
}

export const DEFAULT_PORT = 3000;

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  dicomweb: { type: 'string' },
  'allowed-hosts': { type: 'string' },
  'no-open': { type: 'boolean' },
  'no-sample': { type: 'boolean' },
} as const;

/**
 * Reads the settings: flags win over environment variables, these over the defaults.
 *
 * @param root folder that the default data folder lies in; relative `--data` paths start at the working directory
 * @throws UserError for an unknown flag or a value that cannot be used
 */
export function parseConfig(args: readonly string[], env: NodeJS.ProcessEnv, root: string): ViewerConfig {
  const flags = readFlags(args);
  const setting = (flag: string | undefined, name: string): string | undefined =>
    flag ?? (env[`FEW_SHOT_LMS_${name}`] || undefined);
  const port = setting(flags.port, 'PORT');
  const data = setting(flags.data, 'DATA');
  const upstream = setting(flags.dicomweb, 'DICOMWEB');
  const allowedHosts = setting(flags['allowed-hosts'], 'ALLOWED_HOSTS') ?? '';
  return {
    host: setting(flags.host, 'HOST') ?? '127.0.0.1',
    port: port === undefined ? DEFAULT_PORT : parsePort(port),
    portWasChosen: port !== undefined,
    data: data === undefined ? resolve(root, 'viewer-data') : resolve(data),
    upstream: upstream === undefined ? undefined : parseUpstream(upstream),
    openBrowser: !flags['no-open'] && canOpenBrowser(env),
    sample: !flags['no-sample'],
    allowedHosts: allowedHosts
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}

function readFlags(args: readonly string[]): ReturnType<typeof parseFlags> {
  try {
    return parseFlags(args);
  } catch (error) {
    throw new UserError(`${(error as Error).message.split('. ')[0]}. See npm start -- --help.`);
  }
}

function parseFlags(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new UserError(`"${text}" is not a port: give a number from 0 to 65535 (0 takes any free one).`);
  return port;
}

function parseUpstream(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UserError(
      `"${text}" is not the address of a DICOMweb server: give one like http://localhost:8042/dicom-web.`,
    );
  }
  return url;
}

/** Continuous integration, remote shells and machines without a display have no browser to open. */
function canOpenBrowser(env: NodeJS.ProcessEnv, platform = process.platform): boolean {
  if (env.CI || env.SSH_CONNECTION) return false;
  return platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}
