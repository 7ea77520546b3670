import http from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { UserError } from '@few-shot-lms/engine';
import { Compressor, acceptedCoding } from './compressor';
import { listen } from './listen';
import { staticFiles } from './staticFiles';
import { upstreamProxy } from './upstreamProxy';
import { expectedHosts } from './viewerServer';
import { serve, temporaryFolder, type LocalServer } from '../testing/localServer';

const servers: { close(): unknown }[] = [];
afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))));

describe('static files', () => {
  const script = 'const answer = 42;\n'.repeat(500);
  let server: LocalServer;
  let compressed: string;

  beforeEach(async () => {
    const root = join(temporaryFolder(), 'app');
    compressed = join(root, '../compressed');
    mkdirSync(join(root, 'plugins'), { recursive: true });
    writeFileSync(join(root, 'index.html'), '<html></html>');
    writeFileSync(join(root, 'plugins/a.js'), script);
    writeFileSync(join(root, 'app.bundle.0123456789abcdef.js'), script);
    writeFileSync(join(root, 'model.onnx'), Buffer.alloc(5000));
    writeFileSync(join(root, '../secret.txt'), 'secret');
    server = await serve({ files: staticFiles(root, new Compressor(compressed)) });
    servers.push(server);
  });

  it('isolates the page and lets it connect to nothing but this server', async () => {
    const { headers } = await server.request('GET', '/');
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toContain("default-src 'self' blob: data:;");
  });

  it('answers pages of the viewer with index.html, and missing files with 404', async () => {
    for (const page of ['/', '/few-shot-lms?StudyInstanceUIDs=1.2.3', '/local']) {
      const reply = await server.request('GET', page);
      expect([reply.status, reply.headers['content-type'], reply.body.toString()]).toEqual([
        200,
        'text/html; charset=utf-8',
        '<html></html>',
      ]);
    }
    expect((await server.request('GET', '/plugins/b.js')).status).toBe(404);
    expect((await server.request('POST', '/')).status).toBe(405);
  });

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/plugins/..%2f..%2fsecret.txt', '/%00', '/%'])(
    'does not leave its folder for %s',
    async (path) => {
      const reply = await server.request('GET', path);
      expect(reply.body.toString()).not.toContain('secret');
      expect(reply.status).not.toBe(500);
    },
  );

  it('compresses as the browser asks for, once', async () => {
    const get = (coding: string) => server.request('GET', '/plugins/a.js', { 'accept-encoding': coding });
    const brotli = await get('gzip, deflate, br, zstd');
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.body).toString()).toBe(script);
    const gzip = await get('gzip');
    expect(gunzipSync(gzip.body).toString()).toBe(script);
    const plain = await get('identity');
    expect([plain.headers['content-encoding'], plain.body.toString()]).toEqual([undefined, script]);
    await get('br');
    expect(readdirSync(compressed)).toHaveLength(2);
    expect(
      (await server.request('GET', '/model.onnx', { 'accept-encoding': 'br' })).headers['content-encoding'],
    ).toBeUndefined();
  });

  it('sends a file once while it does not change', async () => {
    const first = await server.request('GET', '/plugins/a.js');
    expect(first.headers['cache-control']).toBe('no-cache');
    expect(
      (await server.request('GET', '/plugins/a.js', { 'if-none-match': first.headers.etag })).status,
    ).toBe(304);
    expect(
      (await server.request('GET', '/app.bundle.0123456789abcdef.js')).headers['cache-control'],
    ).toContain('immutable');
  });
});

describe('acceptedCoding', () => {
  it.each([
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['br;q=0.5', 'br'],
    ['', undefined],
    ['deflate', undefined],
  ])('reads "%s"', (header, expected) => expect(acceptedCoding(header)).toBe(expected));
});

describe('names of this machine', () => {
  it('refuses other names when it serves this machine only', async () => {
    const server = await serve({ hosts: expectedHosts('127.0.0.1', ['Viewer.Example']) });
    servers.push(server);
    const status = async (host: string) => (await server.request('GET', '/', { host })).status;
    expect(await status('evil.example')).toBe(421);
    for (const host of ['localhost:3000', '127.0.0.1', '[::1]:3000', 'viewer.example'])
      expect(await status(host)).toBe(404);
    expect(expectedHosts('0.0.0.0', [])).toBeUndefined();
  });
});

describe('listen', () => {
  it('takes the next free port, or says that the chosen one is taken', async () => {
    const busy = http.createServer();
    servers.push(busy);
    const port = await listen(busy, { host: '127.0.0.1', port: 0, mayMove: false });
    const other = http.createServer();
    servers.push(other);
    const attempt = listen(other, { host: '127.0.0.1', port, mayMove: false });
    await expect(attempt).rejects.toThrow(UserError);
    await expect(attempt).rejects.toThrow(`Port ${port} is in use`);
    expect(await listen(other, { host: '127.0.0.1', port, mayMove: true })).toBeGreaterThan(port);
  });
});

describe('upstream proxy', () => {
  it('passes requests and answers through', async () => {
    const seen: { method?: string; url?: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
    const upstream = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += String(chunk)));
      request.on('end', () => {
        seen.push({ method: request.method, url: request.url, headers: request.headers, body });
        response.writeHead(202, { 'Content-Type': 'application/dicom+json', 'X-Other': 'kept' }).end('[1]');
      });
    });
    servers.push(upstream);
    await listen(upstream, { host: '127.0.0.1', port: 0, mayMove: false });
    const { port } = upstream.address() as AddressInfo;
    const server = await serve({
      dicomweb: upstreamProxy(
        new URL(`http://me:p%40ss@127.0.0.1:${port}/pacs/dicom-web/`),
        '/dicom-web',
        () => undefined,
      ),
    });
    servers.push(server);
    const reply = await server.request(
      'POST',
      '/dicom-web/studies?limit=3',
      { host: 'localhost:3000' },
      Buffer.from('part'),
    );
    expect([
      reply.status,
      reply.body.toString(),
      reply.headers['x-other'],
      reply.headers['cross-origin-resource-policy'],
    ]).toEqual([202, '[1]', 'kept', 'same-origin']);
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/pacs/dicom-web/studies?limit=3', body: 'part' });
    expect(seen[0].headers).toMatchObject({
      host: 'localhost:3000',
      forwarded: 'host="localhost:3000";proto=http',
      authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    });
  });

  it('says that the other server does not answer', async () => {
    const closed = http.createServer();
    const port = await listen(closed, { host: '127.0.0.1', port: 0, mayMove: false });
    await new Promise((settle) => closed.close(settle));
    const log: string[] = [];
    const server = await serve({
      dicomweb: upstreamProxy(new URL(`http://127.0.0.1:${port}/dicom-web`), '/dicom-web', (line) =>
        log.push(line),
      ),
    });
    servers.push(server);
    const reply = await server.request('GET', '/dicom-web/studies');
    expect([reply.status, reply.body.toString()]).toEqual([502, expect.stringContaining('does not answer')]);
    expect(log).toHaveLength(1);
  });
});
