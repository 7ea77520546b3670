import { fakeEntry } from '../../test-support/fakeModel';
import { fakePlainEntry } from '../../test-support/fakePlainModel';
import { loadModel } from './load';
import type { ModelEntry } from './manifest';
import type { ModelRuntime } from './runtime';
import { sha256 } from './sha256';

const bytes = (text: string) => new TextEncoder().encode(text);
const NO_EXAMPLE = JSON.stringify({ image: '', mask: '', drawn: [], answers: [] });

/** The entry with files that are what the manifest says of them, and their reader. */
async function stored(entry: ModelEntry, golden = NO_EXAMPLE) {
  const contents: Record<string, Uint8Array> = {};
  const files: Record<string, ModelEntry['files'][string]> = {};
  for (const role of Object.keys(entry.files)) {
    contents[role] = bytes(role === 'golden' ? golden : role);
    files[role] = { path: role, sha256: await sha256(contents[role]), bytes: contents[role].length };
  }
  return { entry: { ...entry, files }, readFile: async (path: string) => contents[path] };
}

/** @param fails what goes wrong with the session of a file: to create it or to release it */
function runtime(fails: Record<string, 'create' | 'release'> = {}) {
  const events: string[] = [];
  const value: ModelRuntime = {
    provider: 'fake',
    threads: 1,
    async createSession(onnx) {
      const role = new TextDecoder().decode(onnx);
      if (fails[role] === 'create') throw new Error(`no memory for ${role}`);
      events.push(`${role} created`);
      return {
        run: () => Promise.reject(new Error('not used')),
        async release() {
          events.push(`${role} released`);
          if (fails[role] === 'release') throw new Error(`${role} stays`);
        },
      };
    },
  };
  return { value, events };
}

describe.each([
  ['chain', fakeEntry(), 'step'],
  ['plain', fakePlainEntry(), 'head'],
])('a %s model', (kind, plainEntry, second) => {
  it('is two sessions that are released with it', async () => {
    const { entry, readFile } = await stored(plainEntry);
    const { value, events } = runtime();
    const model = await loadModel(entry, value, readFile);
    expect(model.kind).toBe(kind);
    await model.release();
    expect(events).toEqual([
      ...['encoder created', `${second} created`],
      ...['encoder released', `${second} released`],
    ]);
  });

  it('lets go of both sessions where one fails to, and says so', async () => {
    const { entry, readFile } = await stored(plainEntry);
    const { value, events } = runtime({ encoder: 'release', [second]: 'release' });
    const model = await loadModel(entry, value, readFile);
    await expect(model.release()).rejects.toThrow('encoder stays');
    expect(events.slice(2)).toEqual(['encoder released', `${second} released`]);
  });

  it('leaves no session behind when the second one cannot be created', async () => {
    const { entry, readFile } = await stored(plainEntry);
    for (const encoder of [undefined, 'release'] as const) {
      const { value, events } = runtime({ [second]: 'create', ...(encoder && { encoder }) });
      await expect(loadModel(entry, value, readFile)).rejects.toThrow(`no memory for ${second}`);
      expect(events).toEqual(['encoder created', 'encoder released']);
    }
  });

  it('creates no session when the stored example cannot be read', async () => {
    const { entry, readFile } = await stored(plainEntry, 'no JSON');
    const { value, events } = runtime();
    await expect(loadModel(entry, value, readFile)).rejects.toThrow(SyntaxError);
    expect(events).toEqual([]);
  });
});
