import { cancelOnSignal } from './cancel-on-signal';
import { outliveReader } from './closed-pipe';
import { engineOnNode } from './model/engine-on-node';
import { runCli } from './run-cli';

const signal = cancelOnSignal(process);

[process.stdout, process.stderr].forEach(outliveReader);

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  engine: engineOnNode,
  signal,
});
