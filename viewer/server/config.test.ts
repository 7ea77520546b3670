import { UserError } from '@few-shot-lms/engine';
import { join, resolve } from 'node:path';
import { parseConfig } from './config';

const parse = (args: string[], env: NodeJS.ProcessEnv = {}) => parseConfig(args, env, '/repository');

describe('parseConfig', () => {
  it('keeps to this machine and to its own folder by default', () => {
    expect(parse([])).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      portWasChosen: false,
      data: resolve('/repository/viewer-data'),
      upstream: undefined,
      sample: true,
    });
  });

  it('takes environment variables, and flags before them', () => {
    const env = {
      FEW_SHOT_LMS_PORT: '4000',
      FEW_SHOT_LMS_DATA: '/data',
      FEW_SHOT_LMS_DICOMWEB: 'http://pacs:8042/dicom-web',
      FEW_SHOT_LMS_ALLOWED_HOSTS: 'a.example, b.example',
    };
    expect(parse([], env)).toMatchObject({
      port: 4000,
      portWasChosen: true,
      data: resolve('/data'),
      allowedHosts: ['a.example', 'b.example'],
    });
    expect(parse([], env).upstream?.href).toBe('http://pacs:8042/dicom-web');
    expect(parse(['--port', '5000', '--data', 'studies'], env)).toMatchObject({
      port: 5000,
      data: join(process.cwd(), 'studies'),
    });
  });

  it.each([
    [['--port', 'abc'], '"abc" is not a port'],
    [['--port', '70000'], '"70000" is not a port'],
    [['--dicomweb', 'pacs:8042'], 'is not the address of a DICOMweb server'],
    [['--colour', 'red'], "Unknown option '--colour'"],
    [['folder'], 'Unexpected argument'],
  ])('refuses %j in a sentence', (args, sentence) => {
    expect(() => parse(args)).toThrow(UserError);
    expect(() => parse(args)).toThrow(sentence);
  });

  it('opens a browser only where there is one and it is wanted', () => {
    const display = { DISPLAY: ':0' };
    expect(parse(['--no-open'], display).openBrowser).toBe(false);
    expect(parse([], { ...display, CI: 'true' }).openBrowser).toBe(false);
    expect(parse([], { ...display, SSH_CONNECTION: '10.0.0.1' }).openBrowser).toBe(false);
    expect(parse([], display).openBrowser).toBe(true);
    if (process.platform === 'linux') expect(parse([]).openBrowser).toBe(false);
  });
});
