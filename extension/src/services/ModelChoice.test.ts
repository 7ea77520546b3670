import type { SessionState } from '../state/sessionState';
import { missingModel } from '../state/wantedModel';
import { FakeHost } from '../testing/FakeHost';
import { fakeHandlers } from '../testing/fakeHandlers';
import { FakeWorker } from '../testing/FakeWorker';
import { serviceParts } from '../testing/serviceParts';
import { until } from '../testing/until';
import { DEFAULTS, type ServiceDefaults } from './defaults';
import { FewShotLmsService } from './FewShotLmsService';

const opened: FewShotLmsService[] = [];
afterEach(() => {
  for (const service of opened.splice(0)) service.leave();
});

/** A browser that keeps a text, or keeps nothing. */
function browser(text: string | null = null, keeps = true) {
  const kept = {
    text,
    read: () => kept.text,
    write: (next: string) => {
      if (keeps) kept.text = next;
      return keeps;
    },
  };
  return kept;
}

/** A visit to a viewer whose list has 'model', its default, and 'slow'; resolves once a model is there. */
async function visit(
  modelSetting: ReturnType<typeof browser>,
  defaults: Partial<ServiceDefaults> = {},
  load?: () => void,
) {
  const createWorker = () => new FakeWorker(fakeHandlers({ others: ['slow'], load }));
  const service = new FewShotLmsService({
    ...serviceParts(new FakeHost(), createWorker),
    defaults: () => ({ ...DEFAULTS, ...defaults }),
    modelSetting,
  });
  opened.push(service);
  service.enter();
  await settled(service);
  return service;
}

const settled = (service: FewShotLmsService) =>
  until(
    service,
    ({ backend, menu }) =>
      menu.models.length > 0 && (backend.phase === 'ready' || backend.phase === 'failed'),
  );

function running({ backend }: SessionState) {
  return backend.phase === 'ready' ? [backend.report.modelId, backend.report.provider] : backend.phase;
}

it('the user’s choice counts before the installation’s, and also at the next visit', async () => {
  const kept = browser();
  const installed = { model: 'slow', provider: 'webgpu' } as const;
  const first = await visit(kept, installed);
  expect(running(first.getSnapshot())).toEqual(['slow', 'webgpu']);
  expect(first.getSnapshot().menu).toMatchObject({ modelId: null, installedId: 'slow', provider: 'webgpu' });
  await first.startModel({ modelId: 'model' });
  await first.startModel({ provider: 'wasm' });
  const second = await visit(kept, installed);
  expect(running(second.getSnapshot())).toEqual(['model', 'wasm']);
  expect(second.getSnapshot().menu).toMatchObject({ modelId: 'model', provider: 'wasm' });
});

it('the installation decides what the user has not chosen', async () => {
  const kept = browser();
  await (await visit(kept)).startModel({ provider: 'wasm' });
  const later = await visit(kept, { model: 'slow', provider: 'webgpu' });
  expect(running(later.getSnapshot())).toEqual(['slow', 'wasm']);
});

it('what works best is a choice, too', async () => {
  const kept = browser();
  await (await visit(kept, { provider: 'webgpu' })).startModel({ provider: 'auto' });
  const later = await visit(kept, { provider: 'webgpu' });
  expect(later.getSnapshot().menu.provider).toBe('auto');
});

it('holds over leaving and entering where the browser keeps nothing', async () => {
  const service = await visit(browser(null, false));
  await service.startModel({ modelId: 'slow', provider: 'wasm' });
  service.leave();
  service.enter();
  await settled(service);
  expect(running(service.getSnapshot())).toEqual(['slow', 'wasm']);
});

it.each([
  ['a remembered model that is gone', '{"modelId":"gone"}', {}, 'model', null],
  [
    'a remembered one that is gone, with one of the installation',
    '{"modelId":"gone"}',
    { model: 'slow' },
    'slow',
    null,
  ],
  ['a model of the installation that is gone', null, { model: 'gone' }, 'model', 'gone'],
  ['something else that is written there', '[7', {}, 'model', null],
  ['something of another shape', '{"modelId":7,"provider":"gpu"}', {}, 'model', null],
  ['a provider of the installation that there is not', null, { provider: 'gpu' as never }, 'model', null],
] as const)('%s keeps no model from starting', async (_, text, defaults, id, missing) => {
  const state = (await visit(browser(text), defaults)).getSnapshot();
  expect(running(state)).toEqual([id, 'wasm']);
  expect(state.menu.provider).toBe('auto');
  expect(missingModel(state.menu)).toBe(missing);
  expect(state.problem).toBeNull();
});

it('the diagnostics name the model that counts, not one that is gone', async () => {
  const service = await visit(browser('{"modelId":"gone"}'), { model: 'slow' });
  expect((await service.copyDiagnostics()).text).toContain('chosen: slow, provider auto');
});

it('goes back to what was chosen before where a command names a model that there is not', async () => {
  const kept = browser();
  const service = await visit(kept);
  await service.startModel({ modelId: 'slow' });
  const chosen = kept.text;
  jest.spyOn(console, 'warn').mockImplementationOnce(() => undefined);
  await service.startModel({ modelId: 'nowhere' });
  expect(service.getSnapshot().backend.phase).toBe('failed');
  expect(service.getSnapshot().menu.modelId).toBe('slow');
  await service.startModel();
  expect(running(service.getSnapshot())).toEqual(['slow', 'wasm']);
  await service.startModel({ provider: 'wasm' });
  expect(JSON.parse(kept.text!)).toEqual({ ...JSON.parse(chosen!), provider: 'wasm' });
});

it('remembers nothing that did not start', async () => {
  const kept = browser();
  let broken = false;
  const load = () => {
    if (broken) throw new Error('no memory');
  };
  const service = await visit(kept, {}, load);
  broken = true;
  jest.spyOn(console, 'warn').mockImplementationOnce(() => undefined);
  await service.startModel({ modelId: 'slow' });
  expect(service.getSnapshot().backend.phase).toBe('failed');
  expect(kept.text).toBeNull();
});
