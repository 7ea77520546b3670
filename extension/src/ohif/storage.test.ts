import { NotListedError } from './NotListedError';
import type { DataSource } from './ohifServices';
import { canStore, storeFile } from './storage';
import type { StoredFile } from './ViewerHost';

const file: StoredFile = {
  bytes: new ArrayBuffer(4),
  studyInstanceUid: '1.2',
  seriesInstanceUid: '1.2.3',
  sopInstanceUid: '1.2.3.4',
};

/** An archive that answers a STOW request with a status, 200 for success, and holds what it took. */
function archive(status: number, options: { holds?: boolean; listsSeries?: boolean } = {}) {
  const held = new Set<string>(options.holds ? [file.sopInstanceUid] : []);
  const known = new Set<string>();
  const forgotten: string[] = [];
  const sent: ArrayBuffer[] = [];
  const source: DataSource = {
    getConfig: () => ({ name: 'web', wadoRoot: '/dicom-web', supportsStow: true }),
    getImageIdsForInstance: ({ instance }) => `wadors:${String(instance.SOPInstanceUID)}`,
    deleteStudyMetadataPromise: (key) => void forgotten.push(key),
    store: {
      dicom: async (bytes) => {
        sent.push(bytes);
        if (status !== 200) throw Object.assign(new Error('request failed'), { status });
        held.add(file.sopInstanceUid);
      },
    },
    retrieve: {
      series: {
        metadata: async () => {
          held.forEach((uid) => known.add(`wadors:${uid}`));
          return options.listsSeries === false ? [] : [{ SeriesInstanceUID: file.seriesInstanceUid }];
        },
      },
    },
  };
  return { source, sent, forgotten, knows: (imageId: string) => known.has(imageId) };
}

const store = ({ source, knows }: ReturnType<typeof archive>) => storeFile(source, file, knows);

it('sends the file as it is, and has the viewer read the series anew', async () => {
  const target = archive(200);
  await store(target);
  expect(target.sent).toEqual([file.bytes]);
  expect(target.forgotten).toEqual(['1.2', 'web:1.2', '1.2', 'web:1.2']);
});

it.each([
  [0, /no answer from the server\). Check the connection/],
  [401, /status 401\). You are not signed in/],
  [403, /status 403\). You may not store here/],
  [409, /status 409\). It found fault with the file/],
  [413, /status 413\). The file is larger than it takes: save as a label map/],
  [500, /status 500\). It is down or busy/],
  [507, /status 507\). It is full/],
  [418, /status 418\). Try again/],
])('says why the archive did not take it, and what to do: %d', async (status, sentence) => {
  await expect(store(archive(status))).rejects.toThrow(sentence);
  await expect(store(archive(status))).rejects.toThrow(/or download the file so that nothing is lost\.$/);
});

it('names an error that has no status', async () => {
  const target = archive(200);
  const source = { ...target.source, store: { dicom: () => Promise.reject(new Error('out of paper')) } };
  await expect(storeFile(source, file, target.knows)).rejects.toThrow(/\(out of paper\). Try again/);
});

it('takes a conflict for success where the archive has this very file', async () => {
  await expect(store(archive(409, { holds: true }))).resolves.toBeUndefined();
  await expect(store(archive(500, { holds: true }))).rejects.toThrow(/status 500/);
});

it('says so when the archive took the file but does not list it', async () => {
  await expect(store(archive(200, { listsSeries: false }))).rejects.toThrow(/does not list it/);
  const target = archive(200);
  const unseen = storeFile(target.source, file, () => false);
  await expect(unseen).rejects.toThrow(/does not list it/);
  await expect(unseen).rejects.toThrow(NotListedError);
  await expect(store(archive(500))).rejects.not.toThrow(NotListedError);
});

it('stores only where the data source has STOW', () => {
  const { source } = archive(200);
  expect(canStore(source)).toBe(true);
  expect(canStore({ ...source, getConfig: () => ({ wadoRoot: '/x', supportsStow: false }) })).toBe(false);
  expect(canStore({ ...source, getConfig: () => ({}) })).toBe(false);
  expect(canStore(undefined)).toBe(false);
});
