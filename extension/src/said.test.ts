import { CancelledError, UserError, validateSupports } from '@few-shot-lms/engine';
import type { SegReadRequest } from './opening/OpenedSeg';
import { readSegFile } from './opening/readSegFile';
import { inWords, said, saidError, spoken } from './said';
import { texts } from './texts';
import { translateBy } from './translation';
import { fromWire, toWire } from './worker/wireError';

const german: Readonly<Record<string, (...values: unknown[]) => string>> = {
  'backend.reasons.noThreads': () => 'Keine Threads.',
  'engine.maskEmpty': (slice) => `Schicht ${slice} ist leer.`,
  'dicom.noDicom': () => 'Das ist keine DICOM-Datei.',
  'problems.noBackend': (detail) => `Es läuft nicht (${detail}).`,
  'backend.reasons.wasmFailed': (detail) => `WebAssembly: ${detail}`,
};
const speakGerman = () =>
  translateBy({
    find: (key, values) => german[key]?.(...values) ?? null,
    follow: () => () => undefined,
    version: () => 'de',
  });

/** What the page makes of an error that the worker sends it. */
const received = (error: unknown) => fromWire(structuredClone(toWire(error)));

afterEach(() => translateBy(null));

describe('a text that is said elsewhere', () => {
  it('is the text of its place', () => {
    expect(inWords(said('backend.reasons.noThreads'))).toBe(texts.backend.reasons.noThreads);
    expect(inWords(said('problems.modelFetch', 'a.onnx', 'status 404'))).toBe(
      texts.problems.modelFetch('a.onnx', 'status 404'),
    );
    expect(() => inWords({ key: 'problems.nonsense', values: [] })).toThrow('there is no text');
  });

  it('is said in the language of the moment, and so is a text inside it', () => {
    const why = said('problems.noBackend', said('backend.reasons.wasmFailed', 'no SIMD'));
    const english = inWords(why);
    speakGerman();
    expect(inWords(why)).toBe('Es läuft nicht (WebAssembly: no SIMD).');
    translateBy(null);
    expect(inWords(why)).toBe(english);
  });
});

describe('errors of the worker', () => {
  const engineError = () => {
    try {
      const geometry = { slices: 3, columns: 2, rows: 1 };
      validateSupports({ geometry } as never, [{ slice: 1, mask: new Uint8Array(2) }]);
    } catch (error) {
      return error as UserError;
    }
    throw new Error('an empty mask was taken');
  };

  it('of the engine are said by the page in its language', () => {
    const error = engineError();
    expect(received(error)).toMatchObject({ name: 'UserError', message: error.message });
    speakGerman();
    expect(received(error).message).toBe('Schicht 1 ist leer.');
  });

  it('about DICOM objects, too, also where the page itself says them', async () => {
    const error = await readSegFile({ bytes: new ArrayBuffer(4) } as SegReadRequest).catch(
      (e: UserError) => e,
    );
    expect(received(error)).toMatchObject({ name: 'UserError', message: (error as UserError).message });
    speakGerman();
    expect(received(error).message).toBe('Das ist keine DICOM-Datei.');
    expect(spoken(error as UserError)).toBe('Das ist keine DICOM-Datei.');
    expect(spoken(new UserError('Just so.'))).toBe('Just so.');
  });

  it('of the worker itself, too', () => {
    const error = saidError('problems.noBackend', 'x');
    speakGerman();
    expect(received(error).message).toBe('Es läuft nicht (x).');
  });

  it('without a place in the table stay as they are', () => {
    speakGerman();
    expect(received(new UserError('Just so.'))).toMatchObject({ name: 'UserError', message: 'Just so.' });
    expect(received(new CancelledError())).toBeInstanceOf(CancelledError);
    expect(received(new Error('broken'))).toMatchObject({ name: 'Error', message: 'broken' });
  });
});
