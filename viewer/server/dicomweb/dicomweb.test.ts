import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { image, part10, type TestSyntax } from '../testing/part10';
import { multipart, partsOf, serveStore, temporaryFolder, type LocalServer } from '../testing/localServer';

const PIXELS = Buffer.from([1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 0xff, 0x7f]);
const UIDS = { study: '1.2.3', series: '1.2.3.4', instance: '1.2.3.4.5' };
const INSTANCE_PATH = '/studies/1.2.3/series/1.2.3.4/instances/1.2.3.4.5';

let server: LocalServer;
let folder: string;
const servers: LocalServer[] = [];

async function start(at = temporaryFolder(), options = {}): Promise<void> {
  folder = at;
  server = await serveStore(at, options);
  servers.push(server);
}

beforeEach(() => start());
afterEach(async () => void (await Promise.all(servers.splice(0).map((each) => each.close()))));

const failures = (json: Record<string, { Value?: unknown[] }>, tag: string): number[] =>
  (json[tag]?.Value ?? []).map((item) => Number((item as typeof json)['00081197'].Value?.[0]));

describe('round trip', () => {
  it('serves what was stored byte for byte, also after a restart', async () => {
    const file = image(UIDS, PIXELS);
    const stored = await server.store([file]);
    expect(stored.status).toBe(200);
    expect(stored.json['00081199'].Value).toHaveLength(1);
    for (const restarted of [false, true]) {
      if (restarted) await start(folder);
      const [study] = await server.json('/studies');
      expect(study['0020000D'].Value).toEqual(['1.2.3']);
      expect(study['00100010'].Value).toEqual([{ Alphabetic: 'Doe^Jane' }]);
      expect(study['00201208'].Value).toEqual([1]);
      const instance = await server.request('GET', `/dicom-web${INSTANCE_PATH}`);
      expect(partsOf(instance)[0].body.equals(file)).toBe(true);
      const frame = await server.request('GET', `/dicom-web${INSTANCE_PATH}/frames/1`);
      expect(partsOf(frame)[0].body.equals(PIXELS)).toBe(true);
      expect(partsOf(frame)[0].type).toBe('application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1');
    }
  });

  it('does not read the files again after a restart, unless they changed', async () => {
    await server.store([image(UIDS, PIXELS)]);
    const path = join(folder, '1.2.3/1.2.3.4/1.2.3.4.5.dcm');
    await start(folder);
    await server.json('/studies');
    writeFileSync(path, image(UIDS, PIXELS, { more: [['00100010', 'PN', 'Roe^Richard Longer']] }));
    await start(folder);
    expect((await server.json('/studies'))[0]['00100010'].Value).toEqual([
      { Alphabetic: 'Roe^Richard Longer' },
    ]);
  });

  it('survives an index that was cut off or written by another version', async () => {
    await server.store([image(UIDS, PIXELS)]);
    const index = join(folder, '.index.jsonl');
    for (const content of ['another format\n{}', 'few-shot-lms index 2\n{"file":"1.2.3/1.2']) {
      writeFileSync(index, content);
      await start(folder);
      expect(await server.json('/studies')).toHaveLength(1);
    }
  });

  it('finds files that were put into the folder by hand, and no longer lists deleted ones', async () => {
    mkdirSync(join(folder, 'from a disc'));
    writeFileSync(join(folder, 'from a disc', 'IM0001'), image(UIDS, PIXELS));
    writeFileSync(join(folder, 'readme.txt'), 'no DICOM');
    expect(await server.json('/studies')).toHaveLength(1);
    expect(server.log.join()).toContain('readme.txt is not a DICOM Part 10 file');
    rmSync(join(folder, 'from a disc'), { recursive: true });
    expect((await server.request('GET', `/dicom-web${INSTANCE_PATH}/metadata`)).body.toString()).toBe('[]');
    expect(await server.json('/studies')).toHaveLength(0);
  });
});

describe('metadata and frames', () => {
  it.each<TestSyntax>(['implicit', 'explicit', 'deflated', 'big endian'])(
    'reads %s files',
    async (syntax) => {
      const written = Buffer.from(PIXELS);
      if (syntax === 'big endian') written.swap16();
      const file = image(UIDS, written, {
        syntax,
        more: [
          ['00280120', 'SS', 0x8001],
          [
            '00081140',
            'SQ',
            [
              [
                ['00081155', 'UI', '9.8.7'],
                ['00081150', 'UI', '1.2'],
              ],
            ],
          ],
        ],
      });
      expect((await server.store([file])).status).toBe(200);
      const [metadata] = await server.json(`${INSTANCE_PATH}/metadata`);
      expect(metadata['00280010']).toEqual({ vr: 'US', Value: [2] });
      expect(metadata['00081140'].Value).toEqual([
        { '00081150': { vr: 'UI', Value: ['1.2'] }, '00081155': { vr: 'UI', Value: ['9.8.7'] } },
      ]);
      expect(metadata['7FE00010']).toBeUndefined();
      expect(metadata['00280120']).toEqual({ vr: 'SS', Value: [-0x7fff] });
      const frame = await server.request('GET', `/dicom-web${INSTANCE_PATH}/frames/1`);
      expect(partsOf(frame)[0].body.toString('hex')).toBe(PIXELS.toString('hex'));
    },
  );

  it('serves single frames of native multi-frame images, and says which exist', async () => {
    const frames = [1, 2, 3].map((value) => Buffer.alloc(12, value));
    await server.store([image(UIDS, Buffer.concat(frames), { more: [['00280008', 'IS', '3']] })]);
    const reply = await server.request('GET', `/dicom-web${INSTANCE_PATH}/frames/3,1`);
    expect(partsOf(reply).map((part) => part.body[0])).toEqual([3, 1]);
    expect(partsOf(reply).map((part) => part.body.length)).toEqual([12, 12]);
    const missing = await server.request('GET', `/dicom-web${INSTANCE_PATH}/frames/4`);
    expect(missing.status).toBe(404);
    expect(missing.body.toString()).toContain('frames 1 to 3');
  });

  it('serves frames of RLE multi-frame images as they are', async () => {
    const fragments = [Buffer.alloc(66, 1), Buffer.alloc(70, 2), Buffer.alloc(64, 3)];
    await server.store([image(UIDS, { fragments }, { syntax: 'rle', more: [['00280008', 'IS', '3']] })]);
    const octets = await server.request('GET', `/dicom-web${INSTANCE_PATH}/frames/2`, {
      accept: 'multipart/related; type="application/octet-stream"; transfer-syntax=*',
    });
    expect(partsOf(octets)).toEqual([
      { type: 'application/octet-stream; transfer-syntax=1.2.840.10008.1.2.5', body: fragments[1] },
    ]);
    const images = await server.request('GET', `/dicom-web${INSTANCE_PATH}/frames/3`, {
      accept: 'multipart/related; type="image/*"',
    });
    expect(partsOf(images)).toEqual([
      { type: 'image/dicom-rle; transfer-syntax=1.2.840.10008.1.2.5', body: fragments[2] },
    ]);
  });

  it('joins the fragments of a single compressed frame', async () => {
    const fragments = [Buffer.alloc(10, 1), Buffer.alloc(6, 2)];
    await server.store([image(UIDS, { fragments }, { syntax: 'rle' })]);
    const reply = await server.request('GET', `/dicom-web${INSTANCE_PATH}/frames/1`);
    expect(partsOf(reply)[0].body.equals(Buffer.concat(fragments))).toBe(true);
  });

  it('starts each frame of 1-bit pixels at a whole byte', async () => {
    // Two frames of 2 × 3 pixels, least significant bit first: 101100 and 011111.
    const bits = Buffer.from([0b10001101, 0b00001111]);
    const more = [
      ['00280100', 'US', 1],
      ['00280008', 'IS', '2'],
    ] as const;
    await server.store([image(UIDS, bits, { more })]);
    const reply = await server.request('GET', `/dicom-web${INSTANCE_PATH}/frames/1,2`);
    expect(partsOf(reply).map((part) => part.body[0].toString(2))).toEqual(['1101', '111110']);
  });

  it('serves large private values by their own address', async () => {
    const blob = Buffer.alloc(40_000, 7);
    await server.store([
      image(UIDS, PIXELS, {
        more: [
          ['00091001', 'OB', blob],
          ['00091002', 'OB', Buffer.from([1, 2])],
        ],
      }),
    ]);
    const [metadata] = await server.json(`${INSTANCE_PATH}/metadata`);
    expect(metadata['00091002'].InlineBinary).toBe('AQI=');
    const uri = new URL(String(metadata['00091001'].BulkDataURI));
    const reply = await server.request('GET', uri.pathname);
    expect(partsOf(reply)[0].body.equals(blob)).toBe(true);
    expect((await server.request('GET', `/dicom-web${INSTANCE_PATH}/bulkdata/7FE00010`)).status).toBe(404);
  });
});

describe('queries', () => {
  beforeEach(async () => {
    await server.store([
      image({ study: '1.1', series: '1.1.1', instance: '1.1.1.1' }, PIXELS),
      image({ study: '1.1', series: '1.1.1', instance: '1.1.1.2' }, PIXELS, {
        more: [['00200013', 'IS', '2']],
      }),
      image({ study: '1.1', series: '1.1.2', instance: '1.1.2.1' }, PIXELS, {
        more: [['00080060', 'CS', 'SEG']],
      }),
      image({ study: '2.1', series: '2.1.1', instance: '2.1.1.1' }, PIXELS, {
        more: [
          ['00100010', 'PN', 'Roe^Richard'],
          ['00080020', 'DA', '20231224'],
          ['00080060', 'CS', 'CT'],
          ['00081030', 'LO', 'CT thorax, abdomen'],
          ['00100020', 'LO', 'P2'],
        ],
      }),
    ]);
  });
  const studies = async (parameters: string): Promise<unknown[]> =>
    (await server.json(`/studies?${parameters}`)).map((row) => row['0020000D'].Value?.[0]);

  it.each([
    ['', ['1.1', '2.1']],
    ['PatientName=doe*', ['1.1']],
    ['PatientName=*jane', ['1.1']],
    ['PatientName=D%3Fe%20Jane', ['1.1']],
    ['00100020=P2', ['2.1']],
    ['StudyDate=20240101-', ['1.1']],
    ['StudyDate=-20231224', ['2.1']],
    ['StudyDate=20231224-20240131', ['1.1', '2.1']],
    ['ModalitiesInStudy=SEG', ['1.1']],
    ['StudyInstanceUID=1.1,2.1', ['1.1', '2.1']],
    ['StudyInstanceUID=1.1%5C2.1', ['1.1', '2.1']],
    ['StudyInstanceUID=1*', []],
    ['StudyInstanceUID=*', []],
    ['StudyInstanceUID=?', []],
    ['StudyInstanceUID=1.1?', []],
    ['ModalitiesInStudy=US,SEG', ['1.1']],
    ['ModalitiesInStudy=CT%5CSEG', ['1.1', '2.1']],
    ['StudyDescription=*thorax,%20abdomen*', ['2.1']],
    // Taken apart at the comma, its second half would match every study.
    ['StudyDescription=*neck,*', []],
    ['PatientName=*doe,*', []],
    ['00100020=P1,P2', []],
    ['PatientName=*(*', []],
    ['PatientID=P', []],
    ['includefield=all&fuzzymatching=true&limit=101', ['1.1', '2.1']],
    ['limit=1', ['1.1']],
    ['limit=1&offset=1', ['2.1']],
    ['offset=2', []],
  ])('finds studies by "%s"', async (parameters, expected) => {
    expect(await studies(parameters)).toEqual(expected);
  });

  it('counts and lists series and instances', async () => {
    const [study] = await server.json('/studies?StudyInstanceUID=1.1');
    expect([study['00080061'].Value, study['00201206'].Value, study['00201208'].Value]).toEqual([
      ['MR', 'SEG'],
      [2],
      [3],
    ]);
    const series = await server.json('/studies/1.1/series');
    expect(series.map((row) => [row['0020000E'].Value?.[0], row['00201209'].Value?.[0]])).toEqual([
      ['1.1.1', 2],
      ['1.1.2', 1],
    ]);
    expect(await server.json('/studies/1.1/series?Modality=SEG')).toHaveLength(1);
    expect(await server.json('/studies/1.1/instances')).toHaveLength(3);
    const instances = await server.json('/studies/1.1/series/1.1.1/instances');
    expect(instances.map((row) => row['00200013'].Value?.[0])).toEqual([1, 2]);
    expect(await server.json('/series?PatientID=P2')).toHaveLength(1);
    expect(await server.json('/studies/9.9/series')).toEqual([]);
  });

  it('retrieves all instances of a series in one reply', async () => {
    const reply = await server.request('GET', '/dicom-web/studies/1.1/series/1.1.1');
    expect(partsOf(reply)).toHaveLength(2);
    expect((await server.request('GET', '/dicom-web/studies/9.9')).status).toBe(404);
  });
});

describe('storing', () => {
  it('accepts the same instance twice and refuses another one with its UID', async () => {
    const original = image(UIDS, PIXELS);
    await server.store([original]);
    expect((await server.store([original])).status).toBe(200);
    const other = await server.store([image(UIDS, Buffer.alloc(12, 9))]);
    expect(other.status).toBe(409);
    expect(failures(other.json, '00081198')).toEqual([0x0111]);
    expect(other.warning).toContain('different content');
    const elsewhere = await server.store([image({ ...UIDS, study: '5.5' }, PIXELS)]);
    expect(elsewhere.status).toBe(409);
    expect(readFileSync(join(folder, '1.2.3/1.2.3.4/1.2.3.4.5.dcm')).equals(original)).toBe(true);
  });

  it('accepts only one of two different instances with one UID that come at the same time', async () => {
    const replies = await Promise.all(
      [1, 2].map((value) => server.store([image(UIDS, Buffer.alloc(12, value))])),
    );
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409]);
  });

  it('stores the good parts of a message and reports the others', async () => {
    const good = image(UIDS, PIXELS);
    const truncated = image({ ...UIDS, instance: '1.2.3.4.6' }, PIXELS).subarray(0, -5);
    const inHeader = good.subarray(0, 240);
    const noUid = part10([['00080060', 'CS', 'MR']]);
    const reply = await server.store([Buffer.from('no DICOM at all'), truncated, inHeader, good]);
    expect(reply.status).toBe(202);
    expect(failures(reply.json, '0008119A')).toEqual([0xc000, 0xc000, 0xc000]);
    expect(reply.json['00081199'].Value).toHaveLength(1);
    expect(server.log.join()).toContain('5 bytes are missing');
    expect((await server.store([noUid])).status).toBe(202);
    expect(readdirSync(join(folder, '.incoming'))).toEqual([]);
  });

  it('refuses compressed pixel data that is cut off', async () => {
    const file = image(UIDS, { fragments: [Buffer.alloc(100, 1)] }, { syntax: 'rle' });
    expect((await server.store([file.subarray(0, -30)])).status).toBe(409);
    // Only the delimiter behind the last fragment is missing: no pixel is.
    expect((await server.store([file.subarray(0, -8)])).status).toBe(200);
  });

  it('serves instances without series and study UID under derived ones, the same ones every time', async () => {
    const more = [['00200011', 'IS', '3']] as const;
    const reply = await server.store([
      image({ instance: '7.1' }, PIXELS, { more }),
      image({ instance: '7.2' }, PIXELS, { more }),
    ]);
    expect(reply.status).toBe(202);
    const [series, ...others] = await server.json('/series');
    expect(others).toHaveLength(0);
    const uid = String(series['0020000E'].Value?.[0]);
    expect(uid).toMatch(/^2\.25\.\d{30,39}$/);
    await start(folder);
    expect((await server.json('/series'))[0]['0020000E'].Value).toEqual([uid]);
    const [metadata] = await server.json(`/studies/${series['0020000D'].Value?.[0]}/series/${uid}/metadata`);
    expect(metadata['0020000E'].Value).toEqual([uid]);
  });

  it('does not leave its folder, whatever UIDs it is given', async () => {
    for (const study of ['../../evil', '..', '1.2/../../evil', '/etc']) {
      const reply = await server.store([image({ ...UIDS, study }, PIXELS)]);
      expect(reply.status).toBe(409);
    }
    expect(existsSync(join(folder, '../evil'))).toBe(false);
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual([]);
    expect((await server.request('GET', '/dicom-web/studies/..%2f..%2fetc/metadata')).status).toBe(404);
  });

  it('refuses instances of another study when one is named', async () => {
    const reply = await server.store([image(UIDS, PIXELS)], '/studies/9.9');
    expect([reply.status, failures(reply.json, '00081198')]).toEqual([409, [0xa900]]);
  });

  it('reports a full disk and keeps nothing of the instance', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    let broken = true;
    await start(temporaryFolder(), {
      openForWriting: (path: string) =>
        new Writable({
          write(chunk: Buffer, _encoding, done) {
            if (broken) return done(full);
            writeFileSync(path, chunk, { flag: 'a' });
            done();
          },
        }),
    });
    const reply = await server.store([
      image(UIDS, Buffer.alloc(200_000)),
      image({ ...UIDS, instance: '1.2.3.4.6' }, PIXELS),
    ]);
    expect([reply.status, failures(reply.json, '0008119A')]).toEqual([507, [0xa700, 0xa700]]);
    expect(reply.warning).toContain('storage is full');
    expect(server.log.some((line) => line.startsWith('STORAGE FULL'))).toBe(true);
    expect(await server.json('/studies')).toEqual([]);
    broken = false;
    expect((await server.store([image(UIDS, PIXELS)])).status).toBe(200);
  });

  it('keeps nothing of an instance whose sender goes away', async () => {
    const body = multipart([image(UIDS, PIXELS)], 'b').subarray(0, -20);
    await new Promise<void>((settle) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(
          `POST /dicom-web/studies HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length + 20}\r\nContent-Type: multipart/related; boundary=b\r\n\r\n`,
        );
        socket.write(body, () => socket.destroy());
      });
      socket.on('close', () => setTimeout(settle, 100));
    });
    expect(await server.json('/studies')).toEqual([]);
    expect(readdirSync(join(folder, '.incoming'))).toEqual([]);
  });

  it('says what is wrong with a request', async () => {
    const post = (headers: Record<string, string>, body: string) =>
      server.request('POST', '/dicom-web/studies', headers, Buffer.from(body));
    expect((await post({ 'content-type': 'application/dicom' }, 'x')).status).toBe(415);
    expect((await post({ 'content-type': 'multipart/related; boundary=b' }, 'no boundary')).status).toBe(400);
    expect((await post({ 'content-type': 'multipart/related; boundary=b' }, '--b--\r\n')).status).toBe(400);
    expect((await server.request('DELETE', '/dicom-web/studies/1.2.3')).status).toBe(405);
    expect((await server.request('GET', '/dicom-web/nothing')).status).toBe(404);
  });
});
