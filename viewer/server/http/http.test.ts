import http from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { UserError } from '@few-shot-lms/engine';
import { Compressor, acceptedCoding } from './compressor';
import { expectedHosts, isLoopback } from './hosts';
import { listen } from './listen';
import { staticFiles } from './staticFiles';
import { upstreamProxy } from './upstreamProxy';
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

  it('refuses other names wherever its own were given', async () => {
    const server = await serve({ hosts: expectedHosts('0.0.0.0', ['Viewer.Example']) });
    servers.push(server);
    const status = async (host: string) => (await server.request('GET', '/', { host })).status;
    expect(await status('evil.example')).toBe(421);
    for (const host of ['viewer.example:3000', 'localhost:3000', '0.0.0.0:3000'])
      expect(await status(host)).toBe(404);
    expect([...(expectedHosts('PC.Example', ['a']) ?? [])]).toContain('pc.example');
  });

  it('knows which addresses only this machine can reach', () => {
    const addresses = ['127.0.0.1', '127.1.2.3', '::1', 'LocalHost', '0.0.0.0', '::', '192.168.1.5', 'pc'];
    expect(addresses.filter(isLoopback)).toEqual(addresses.slice(0, 4));
  });
});

describe('other web sites', () => {
  const ALLOWED = 404; // what `serve` answers where no handler was given
  const HOST = 'localhost:3000';

  it.each([
    ['POST', { 'sec-fetch-site': 'cross-site' }, 403],
    ['POST', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:8080' }, 403],
    ['DELETE', { origin: 'http://evil.example' }, 403],
    ['POST', { origin: 'http://localhost:8080' }, 403],
    ['POST', { origin: 'null' }, 403],
    ['OPTIONS', { origin: 'http://evil.example' }, 403],
    ['POST', { 'sec-fetch-site': 'same-origin', origin: `http://${HOST}` }, ALLOWED],
    ['POST', { origin: `http://${HOST}` }, ALLOWED],
    // A proxy in front of the viewer may put another name into Host; the browser knows better.
    ['POST', { 'sec-fetch-site': 'same-origin', origin: 'https://viewer.example' }, ALLOWED],
    // No browser at all.
    ['POST', {}, ALLOWED],
    ['GET', { 'sec-fetch-site': 'cross-site' }, ALLOWED],
    ['HEAD', { origin: 'http://evil.example' }, ALLOWED],
  ])('%s with %j is answered with %d', async (method, headers, status) => {
    const server = await serve({});
    servers.push(server);
    const reply = await server.request(method, '/dicom-web/studies', { host: HOST, ...headers });
    expect(reply.status).toBe(status);
    if (status === 403) expect(reply.body.toString()).toContain('another web site');
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
  interface Seen {
    readonly method?: string;
    readonly url?: string;
    readonly headers: http.IncomingHttpHeaders;
    readonly body: string;
  }

  /** A viewer over an archive that notes what it is asked. */
  async function proxied(): Promise<{ server: LocalServer; seen: Seen[] }> {
    const seen: Seen[] = [];
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
    return { server, seen };
  }

  it('passes requests and answers through', async () => {
    const { server, seen } = await proxied();
    const reply = await server.request(
      'POST',
      '/dicom-web/studies?limit=3',
      { host: 'localhost:3000', forwarded: 'host=evil.example' },
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
      'x-forwarded-host': 'localhost:3000',
      'x-forwarded-proto': 'http',
      authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    });
    expect(seen[0].headers.forwarded).toBeUndefined();
  });

  it('keeps the address that a proxy in front of it was asked at', async () => {
    const { server, seen } = await proxied();
    const outside = { 'x-forwarded-host': 'viewer.example', 'x-forwarded-proto': 'https' };
    await server.request('GET', '/dicom-web/studies', outside);
    expect(seen[0].headers).toMatchObject(outside);
  });

  it.each([
    '/studies',
    '/studies?StudyDescription=..%2f&limit=101',
    '/series?PatientID=P2',
    '/instances',
    '/studies/1.2/series/1.3/instances/1.4/frames/1,2',
    '/studies/1.2/series/1.3/instances/1.4/frames/1%2C2',
    '/studies/1.2/series/1.3/instances/1.4/bulk/52009229/0/00281101',
    '/studies/1.2/series/1.3/instances/1.4/rendered?accept=video/mp4',
    '/bulkdata/1.2...pixels',
  ])('passes on what OHIF asks for: %s', async (path) => {
    const { server, seen } = await proxied();
    expect((await server.request('GET', `/dicom-web${path}`)).status).toBe(202);
    expect(seen.map(({ url }) => url)).toEqual([`/pacs/dicom-web${path}`]);
  });

  it.each([
    '',
    '/',
    '?requestType=WADO',
    '/servers',
    '/studiesque',
    '/../tools/shutdown',
    '/..%2ftools%2fshutdown',
    '/%2e%2e/tools/shutdown',
    '/studies/../../tools/shutdown',
    '/studies/%2E%2E/%2e./tools/shutdown',
    '/studies/..%2f..%2ftools/shutdown',
    '/studies/..%5C..%5Ctools/shutdown',
    '/studies/..\\..\\tools/shutdown',
    '/studies/%252e%252e/%25252e%25252e/tools/shutdown',
    '/studies/1%252f..%252f..%252f../tools/shutdown',
    '/studies/..;a=b/..;/tools/shutdown',
    '/studies/..%3B/..%3B/tools/shutdown',
    '/studies/..%20/tools',
    '/studies/%c0%ae%c0%ae/tools',
    '/studies/1%00',
    '/studies/%',
    '/studies/./1.2',
  ])('passes nothing on that is outside of the images: %s', async (path) => {
    const { server, seen } = await proxied();
    for (const method of ['GET', 'POST', 'DELETE']) {
      const reply = await server.request(method, `/dicom-web${path}`);
      expect([reply.status, reply.body.toString()]).toEqual([404, expect.stringContaining('/studies')]);
    }
    expect(seen).toEqual([]);
  });

  it('lets no other web site change what the archive holds', async () => {
    const { server, seen } = await proxied();
    const headers = {
      'content-type': 'text/plain',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'no-cors',
    };
    const reply = await server.request('POST', '/dicom-web/studies', headers, Buffer.from('{}'));
    expect([reply.status, seen]).toEqual([403, []]);
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
