import { outliveReader } from './closed-pipe';
import { engineOnNode } from './model/engine-on-node';
import { runCli } from './run-cli';

const cancelling = new AbortController();
// Once: a second Ctrl-C ends the program at once, as everywhere.
process.once('SIGINT', () => cancelling.abort());

[process.stdout, process.stderr].forEach(outliveReader);

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  engine: engineOnNode,
  signal: cancelling.signal,
});
