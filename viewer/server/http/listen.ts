import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '@few-shot-lms/engine';

const ATTEMPTS = 20;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Whether a busy port is exchanged for the next free one. */
  readonly mayMove: boolean;
}

/**
 * Makes the server listen and returns its port.
 *
 * @throws UserError when the port cannot be used
 */
export async function listen(server: Server, { host, port, mayMove }: ListenOptions): Promise<number> {
  for (let candidate = port; ; candidate++) {
    const code = await tryListen(server, host, candidate);
    if (code === undefined) return (server.address() as AddressInfo).port;
    if (code === 'EADDRINUSE' && mayMove && candidate + 1 < port + ATTEMPTS) continue;
    throw new UserError(problem(code, host, candidate));
  }
}

function tryListen(server: Server, host: string, port: number): Promise<string | undefined> {
  return new Promise((settle) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      server.off('listening', listening);
      settle(error.code ?? error.message);
    };
    const listening = (): void => {
      server.off('error', failed);
      settle(undefined);
    };
    server.once('error', failed).once('listening', listening).listen(port, host);
  });
}

function problem(code: string, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use by another program: stop it or choose another port with --port.`;
  if (code === 'EACCES')
    return `Port ${port} is reserved by the system: choose a port above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address "${host}": choose another one with --host.`;
  return `The viewer cannot listen on ${host}:${port} (${code}): choose another address with --host and --port.`;
}
