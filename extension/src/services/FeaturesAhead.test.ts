import { cellModel } from '../../../engine/test-support/fakePlainModel';
import { FakeHost, segment, series, SLICES } from '../testing/FakeHost';
import { fakeHandlers, type FakeHooks } from '../testing/fakeHandlers';
import { FakeOpfs } from '../testing/fakeOpfs';
import { FakeWorker } from '../testing/FakeWorker';
import { serviceParts } from '../testing/serviceParts';
import { until } from '../testing/until';
import type { CallHandlers } from '../worker/serveCalls';
import { DEFAULTS, type ServiceDefaults } from './defaults';
import { FewShotLmsService } from './FewShotLmsService';
import { ModelBackend } from './ModelBackend';
import type { KeptText } from './KeptText';

/** Two channels on 8 × 8 cells. */
const SLICE_BYTES = 512;
const OTHER_STUDY = { ...series, key: 'other series', studyKey: 'other study' };

interface Options extends FakeHooks {
  readonly defaults?: Partial<ServiceDefaults>;
  readonly deviceMemory?: number;
  readonly setting?: KeptText;
}

const opened: FewShotLmsService[] = [];

/** A viewer in the mode with a model that encodes whole slices; `calls` is what the worker was asked, in order. */
function setUp({ defaults, deviceMemory, setting, ...hooks }: Options = {}) {
  const host = new FakeHost();
  const calls: string[] = [];
  const workers: FakeWorker[] = [];
  const createWorker = () => {
    const handlers = fakeHandlers({ model: cellModel(), ...hooks });
    const worker = new FakeWorker(noting(handlers, calls));
    workers.push(worker);
    return worker;
  };
  const parts = serviceParts(host, createWorker);
  const service = new FewShotLmsService({
    ...parts,
    defaults: () => ({ ...DEFAULTS, ...defaults }),
    featureSetting: setting ?? parts.featureSetting,
    pageFacts: () => ({ ...parts.pageFacts(), deviceMemory }),
  });
  opened.push(service);
  service.enter();
  return { host, service, calls, workers };
}

function noting(handlers: CallHandlers, calls: string[]): CallHandlers {
  return {
    ...handlers,
    encodeNext: (params, context) => {
      calls.push(`encode at ${params.viewed}`);
      return handlers.encodeNext(params, context);
    },
    forgetFeatures: (params, context) => {
      calls.push('forget');
      return handlers.forgetFeatures(params, context);
    },
  };
}

const reached = (service: FewShotLmsService, phase: string) =>
  until(service, ({ features }) => features.phase === phase);
const quiet = () => new Promise((resolve) => setTimeout(resolve, 60));
/** A text that a browser keeps. */
function kept(): KeptText & { text: string | null } {
  const setting = {
    text: null as string | null,
    read: () => setting.text,
    write: (text: string) => {
      setting.text = text;
      return true;
    },
  };
  return setting;
}

beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation(() => undefined));
afterEach(() => {
  for (const service of opened.splice(0)) service.leave();
  jest.restoreAllMocks();
});

describe('features', () => {
  it('are made for every slice before anybody asks for a run, and then no more', async () => {
    const { service, calls } = setUp();
    await reached(service, 'complete');
    expect(service.getSnapshot().features).toEqual({
      ...{ phase: 'complete', seriesKey: series.key, studyKey: series.studyKey },
      ...{ ready: SLICES, total: SLICES, bytes: SLICES * SLICE_BYTES, encoded: SLICES, fromShelf: 0 },
    });
    const asked = calls.length;
    await quiet();
    expect(calls).toHaveLength(asked);
  });

  it('are made around the slice that is in view by then', async () => {
    const { host, service, calls } = setUp();
    await until(service, ({ features }) => 'ready' in features && features.ready === 2);
    await host.goToSlice(5);
    await reached(service, 'complete');
    expect(calls.slice(0, 2)).toEqual(['encode at 0', 'encode at 0']);
    expect(calls.at(-1)).toBe('encode at 5');
  });

  it.each([
    ['of the installation', 8, 4],
    ['halved on a machine with little memory', 4, 2],
  ])('stay within the memory %s, and follow the view', async (_, deviceMemory, slices) => {
    const featureMemoryMb = (4 * SLICE_BYTES) / 2 ** 20;
    const { host, service } = setUp({ defaults: { featureMemoryMb }, deviceMemory });
    await reached(service, 'full');
    const full = { ready: slices, bytes: slices * SLICE_BYTES };
    expect(service.getSnapshot().features).toMatchObject({ ...full, encoded: slices });
    await host.goToSlice(5);
    await until(service, ({ features }) => 'encoded' in features && features.encoded > slices);
    await reached(service, 'full');
    expect(service.getSnapshot().features).toMatchObject(full);
  });

  it('wait for a run that comes in between: one slice at most is made before it, none during it', async () => {
    let atFirst = 0;
    let atLast = 0;
    const before = (slice: number) => {
      atFirst ||= parts.calls.length;
      if (slice === SLICES - 1) atLast = parts.calls.length;
    };
    const parts: ReturnType<typeof setUp> = setUp({ before });
    const { host, service, calls } = parts;
    host.draw(2, 1, 3, 3, 2);
    await until(service, ({ features }) => 'ready' in features && features.ready === 1);
    const pressed = calls.length;
    await service.propagate();
    expect(service.getSnapshot().run.phase).toBe('done');
    expect(atFirst - pressed).toBeLessThanOrEqual(1);
    expect(atLast).toBe(atFirst);
    await reached(service, 'complete');
    expect(service.getSnapshot().features).toMatchObject({ encoded: SLICES });
  });

  it('stay when another label becomes the active one', async () => {
    const { host, service } = setUp();
    await reached(service, 'complete');
    await service.activateSegment(2);
    await quiet();
    expect(host.context_).toMatchObject({ segment: { index: 2 } });
    expect(service.getSnapshot().features).toMatchObject({ phase: 'complete', encoded: SLICES });
  });

  it('stay when another series of the study comes into view, and each says its own', async () => {
    const model = cellModel();
    const { host, service } = setUp({ model });
    const second = { ...series, key: 'second series' };
    const show = async (shown: typeof series) => {
      host.context_ = { kind: 'segment', series: shown, segment, segments: [segment] };
      host.listener!.onContext();
      await until(
        service,
        ({ features }) => features.phase === 'complete' && features.seriesKey === shown.key,
      );
    };
    const whole = { ready: SLICES, bytes: SLICES * SLICE_BYTES, encoded: SLICES };
    for (const shown of [series, second, series, second]) {
      await show(shown);
      expect(service.getSnapshot().features).toMatchObject(whole);
    }
    expect(host.volumesRead).toBe(4);
    expect(model.encoded()).toBe(2 * SLICES);
  });

  it('are dropped when the mode is left, and made anew after', async () => {
    const { service, workers } = setUp();
    await reached(service, 'complete');
    service.leave();
    expect(workers[0].terminated).toBe(true);
    expect(service.getSnapshot().features).toEqual({ phase: 'off' });
    service.enter();
    await reached(service, 'complete');
    expect(workers).toHaveLength(2);
    expect(service.getSnapshot().features).toMatchObject({ encoded: SLICES });
  });

  it('are dropped when another study comes into view', async () => {
    const { host, service, calls } = setUp();
    await reached(service, 'complete');
    host.context_ = { kind: 'no-segment', series: OTHER_STUDY };
    host.listener!.onContext();
    expect(service.getSnapshot().features).toEqual({ phase: 'off' });
    await quiet();
    expect(calls.at(-1)).toBe('forget');
    host.context_ = { kind: 'segment', series, segment, segments: [segment] };
    host.listener!.onContext();
    await reached(service, 'complete');
    expect(service.getSnapshot().features).toMatchObject({ encoded: SLICES });
  });

  it('go on with the next study where the old ones could not be dropped, which is noted', async () => {
    jest.spyOn(ModelBackend.prototype, 'forgetFeatures').mockRejectedValueOnce(new Error('device lost'));
    const { host, service } = setUp();
    await reached(service, 'complete');
    host.context_ = { kind: 'segment', series: OTHER_STUDY, segment, segments: [segment] };
    host.listener!.onContext();
    await until(service, ({ features }) => 'studyKey' in features && features.studyKey === 'other study');
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining('few-shot-lms: '), 'device lost');
  });

  it('are not made where the installation does not want it', async () => {
    for (const defaults of [{ encodeAhead: false }, { workAhead: false }]) {
      const { service, calls } = setUp({ defaults });
      await until(service, ({ backend }) => backend.phase === 'ready');
      await quiet();
      expect(calls).toEqual([]);
    }
  });

  it('are not tried again and again when the encoder fails; the failure is said', async () => {
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const model = cellModel();
    jest.spyOn(model.network, 'encode').mockRejectedValue(new Error('device lost'));
    const { service, calls } = setUp({ model });
    await reached(service, 'failed');
    expect(service.getSnapshot().features).toMatchObject({ message: expect.stringContaining('device lost') });
    await quiet();
    expect(calls).toHaveLength(1);
  });
});

describe('stored features', () => {
  it('are kept only on request, come back with the next page, and go with one press', async () => {
    const storage = new FakeOpfs();
    const setting = kept();
    const first = setUp({ storage, setting });
    await reached(first.service, 'complete');
    expect(storage.files.size).toBe(0);
    await first.service.keepFeatures(true);
    // What is in memory already is kept too.
    await until(first.service, ({ shelf }) => shelf.report?.bytes === SLICES * (SLICE_BYTES + 80));
    await reached(first.service, 'complete');
    expect(first.service.getSnapshot().features).toMatchObject({ encoded: SLICES, fromShelf: 0 });
    first.service.leave();

    const second = setUp({ storage, setting });
    await reached(second.service, 'complete');
    const { features, shelf } = second.service.getSnapshot();
    expect(features).toMatchObject({ encoded: 0, fromShelf: SLICES });
    expect(shelf).toMatchObject({ wanted: true, report: { problem: null, damaged: 0 } });
    expect(shelf.report!.bytes).toBe(SLICES * (SLICE_BYTES + 80));

    const { salt } = JSON.parse(setting.text!);
    expect(salt).toMatch(/^[0-9a-f]{64}$/);
    await second.service.deleteFeatures();
    expect(second.service.getSnapshot().shelf.report).toMatchObject({ bytes: 0 });
    await second.host.goToSlice(4);
    await quiet();
    expect(storage.files.size).toBe(0);
    expect(JSON.parse(setting.text!)).toMatchObject({ wanted: true, salt: expect.not.stringMatching(salt) });
  });

  it('stay but are used no more when it is switched off', async () => {
    const storage = new FakeOpfs();
    const setting = kept();
    const first = setUp({ storage, setting });
    await until(first.service, ({ backend }) => backend.phase === 'ready');
    await first.service.keepFeatures(true);
    await reached(first.service, 'complete');
    await first.service.keepFeatures(false);
    const second = setUp({ storage, setting });
    await reached(second.service, 'complete');
    const { features, shelf } = second.service.getSnapshot();
    expect(features).toMatchObject({ encoded: SLICES, fromShelf: 0 });
    expect(shelf.report!.bytes).toBeGreaterThan(0);
  });

  it('are refused with a sentence where the browser remembers no setting', async () => {
    const { service } = setUp({ setting: { read: () => null, write: () => false } });
    await service.keepFeatures(true);
    const { problem, shelf } = service.getSnapshot();
    expect(problem).toContain('allow site data');
    expect(shelf.wanted).toBe(false);
  });

  it('are not kept by a browser without a file system, which is in the state', async () => {
    const { service } = setUp({ setting: kept() });
    await service.keepFeatures(true);
    await reached(service, 'complete');
    expect(service.getSnapshot().shelf).toMatchObject({ wanted: true, report: { problem: 'no-storage' } });
  });
});
