import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakePlainEntry } from '../../test-support/fakePlainModel';
import { oneUnit } from '../../test-support/oneUnit';
import { ZOO } from '../../test-support/zoo';
import { UserError } from '../errors';
import { parseManifest } from './manifest';

const shipped = () => JSON.parse(readFileSync(join(ZOO, 'manifest.json'), 'utf8'));

describe('parseManifest', () => {
  it('takes the shipped manifest; the default model stays under 40 MB', () => {
    const manifest = parseManifest(shipped());
    const entry = manifest.models.find((m) => m.id === manifest.defaultModel)!;
    const bytes = Object.values(entry.files).reduce((n, f) => n + f.bytes, 0);
    expect(bytes).toBeLessThan(40e6);
    for (const file of Object.values(entry.files)) {
      expect(readFileSync(join(ZOO, file.path)).length).toBe(file.bytes);
    }
    expect(readFileSync(join(ZOO, entry.card), 'utf8')).toContain(entry.id);
  });

  it.each([
    ['no models', { models: [] }, /models should be/],
    ['another default', { defaultModel: 'x' }, /defaultModel should be/],
  ])('refuses %s', (_, change, sentence) => {
    expect(() => parseManifest({ ...shipped(), ...change })).toThrow(sentence);
  });

  it('names the damaged field', () => {
    const damaged = shipped();
    damaged.models[0].crop.size = 'big';
    expect(() => parseManifest(damaged)).toThrow(/models\[0\]\.crop\.size should be a number/);
    const strange = shipped();
    strange.models[0].kind = 'oracle';
    expect(() => parseManifest(strange)).toThrow(/models\[0\]\.kind should be chain or plain/);
    const plain = { defaultModel: 'fake-plain', models: [fakePlainEntry()] };
    expect(parseManifest(plain).models[0]).toMatchObject({ kind: 'plain', plain: { grid: 8 } });
    const headless = { ...plain.models[0], files: { encoder: plain.models[0].files['encoder'] } };
    expect(() => parseManifest({ ...plain, models: [headless] })).toThrow(/files\.head should be an object/);
    const shapeless = { ...plain.models[0], plain: { size: 32 } };
    expect(() => parseManifest({ ...plain, models: [shapeless] })).toThrow(/plain\.grid should be a number/);
    const escape = shipped();
    escape.models[0].files.step.path = '../../etc/passwd';
    expect(() => parseManifest(escape)).toThrow(/files\.step\.path/);
  });

  /** The shipped manifest with another value in this place of its first model; undefined: with nothing there. */
  const damagedAt = (place: readonly (string | number)[], value: unknown) => {
    const damaged = shipped();
    const above = place.slice(0, -1).reduce((json, step) => json[step], damaged.models[0]);
    above[place[place.length - 1]] = value;
    // Without what is undefined.
    return JSON.parse(JSON.stringify(damaged));
  };

  it.each<[string, (string | number)[], unknown]>([
    ['modalities should be a list of texts', ['modalities'], undefined],
    ['modalities should be a list of texts', ['modalities'], [1]],
    ['regions should be a list of texts', ['regions'], 'HEART'],
    ['delta should be a list of numbers', ['delta'], undefined],
    ['delta should be a list of numbers', ['delta'], ['1']],
    ['evidence.kernel should be a list of numbers', ['evidence', 'kernel'], undefined],
    ['evidence.kernel should be a list of numbers', ['evidence', 'kernel'], []],
    ['preprocess.percentiles should be a list of numbers, 2 long', ['preprocess', 'percentiles'], undefined],
    ['preprocess.percentiles should be a list of numbers, 2 long', ['preprocess', 'percentiles'], [1]],
    ['preprocess.ctWindows should be a list of at least one', ['preprocess', 'ctWindows'], undefined],
    ['preprocess.ctWindows should be a list of at least one', ['preprocess', 'ctWindows'], []],
    ['preprocess.ctWindows[1] should be an object', ['preprocess', 'ctWindows', 1], 7],
    ['preprocess.ctWindows[0].low should be a number', ['preprocess', 'ctWindows', 0, 'low'], undefined],
    ['preprocess.ctWindows[0].high should be a number', ['preprocess', 'ctWindows', 0, 'high'], undefined],
    [
      'preprocess.ctWindows[2].objectBelow should be a number or null',
      ['preprocess', 'ctWindows', 2, 'objectBelow'],
      undefined,
    ],
    ['stop.trust.terms[0].figure should be a text', ['stop', 'trust', 'terms', 0, 'figure'], undefined],
    ['stop.course.terms[0].figure should be a text', ['stop', 'course', 'terms', 0, 'figure'], undefined],
    ['stop.presence.terms[1] should be an object', ['stop', 'presence', 'terms', 1], null],
  ])('says that %s', (sentence, place, value) => {
    const parse = () => parseManifest(damagedAt(place, value));
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(`models[0].${sentence}`);
  });

  it.each([
    ...['https://example.org/step.onnx', 'data:,x', 'C:/step.onnx', 'C:step.onnx', '//example.org/step.onnx'],
    ...['/step.onnx', '..', 'a/../../step.onnx', 'a\\step.onnx', 7, '%2e%2e/step.onnx', '.%2e/step.onnx'],
    ...[' https://example.org/step.onnx', '\t//example.org/step.onnx', '.\t./step.onnx', ''],
  ])('keeps to the files of the model folder, not %s', (path) => {
    const parse = () => parseManifest(damagedAt(['files', 'step', 'path'], path));
    expect(parse).toThrow(UserError);
    expect(parse).toThrow('models[0].files.step.path should be a path inside the model folder');
  });

  it('names what is wrong with a course', () => {
    const parse = (change: object) => {
      const manifest = shipped();
      manifest.models[0].stop.course = { ...oneUnit, ...change };
      return parseManifest(manifest);
    };
    expect(parse({}).models[0].stop.course).toEqual(oneUnit);
    expect(() => parse({ terms: [] })).toThrow(/stop\.course\.terms should be a list/);
    expect(() => parse({ state: [[1]] })).toThrow(/stop\.course\.state should be three rows/);
    expect(() => parse({ input: [[1], [1]] })).toThrow(/stop\.course\.input should be 3 rows/);
    expect(() => parse({ state: [[1], [1, 2], [1]] })).toThrow(
      /state\[1\] should be a list of numbers, 1 long/,
    );
    expect(() => parse({ answer: [1] })).toThrow(/stop\.course\.answer should be a list of numbers, 2 long/);
    expect(() => parse({ stateBias: [0, 0, null] })).toThrow(/stateBias should be a list of numbers, 3 long/);
    expect(() => parse({ answerBias: 'x' })).toThrow(/answerBias should be a number/);
  });
});
