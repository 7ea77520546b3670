import { activeView } from '../state/selectors';
import { FakeHost } from '../testing/FakeHost';
import { fakeHandlers, type FakeHooks } from '../testing/fakeHandlers';
import { FakeWorker } from '../testing/FakeWorker';
import { serviceParts } from '../testing/serviceParts';
import { until } from '../testing/until';
import { FewShotLmsService } from './FewShotLmsService';

const opened: FewShotLmsService[] = [];

/** Slice 2 drawn, the others filled by a run; `asked` is what was carried back, from and to which slice. */
async function propagated(hooks: FakeHooks = {}) {
  const host = new FakeHost();
  const asked: [number, number][] = [];
  const createWorker = () =>
    new FakeWorker(
      fakeHandlers({
        ...hooks,
        carriedBack: async (found, drawn) => {
          asked.push([found, drawn]);
          return hooks.carriedBack?.(found, drawn) ?? 0.75;
        },
      }),
    );
  const service = new FewShotLmsService(serviceParts(host, createWorker));
  opened.push(service);
  service.enter();
  host.draw(2, 1, 3, 3, 2);
  await service.propagate();
  return { host, service, asked };
}

const backOf = (service: FewShotLmsService, slice: number) =>
  activeView(service.getSnapshot()).slices[slice].scores?.reverse;
const answered = (service: FewShotLmsService, slice: number) =>
  until(service, () => backOf(service, slice) !== undefined);
const quiet = () => new Promise((resolve) => setTimeout(resolve, 60));

beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation(() => undefined));
afterEach(() => {
  for (const service of opened.splice(0)) service.leave();
  jest.restoreAllMocks();
});

describe('the reverse check', () => {
  it('is made of a filled slice that is looked at, once, and of no other', async () => {
    const { service, asked } = await propagated();
    await quiet();
    expect(asked).toEqual([]);
    await service.goToSlice(4);
    await answered(service, 4);
    expect(backOf(service, 4)).toBe(0.75);
    expect(activeView(service.getSnapshot()).slices[4].scores).toMatchObject({ trust: 0.6 });
    await service.goToSlice(2);
    await service.goToSlice(5);
    await service.goToSlice(4);
    await quiet();
    expect(asked).toEqual([[4, 2]]);
  });

  it('starts from the nearest drawn slice, and is made anew of what has changed', async () => {
    const { host, service, asked } = await propagated();
    await service.goToSlice(4);
    await answered(service, 4);
    host.draw(5, 1, 0, 0, 3);
    await until(service, (state) => activeView(state).supports.includes(5));
    await quiet();
    expect(asked).toEqual([[4, 2]]);
    await service.update();
    await service.goToSlice(3);
    await service.goToSlice(4);
    await answered(service, 4);
    expect(asked.slice(1)).toContainEqual([4, 5]);
  });

  it('gives way to a run, and is made after it', async () => {
    let answer: (dice: number) => void = () => undefined;
    const { service, asked } = await propagated({
      carriedBack: () => new Promise((resolve) => (answer = resolve)),
    });
    await service.goToSlice(4);
    while (asked.length === 0) await quiet();
    const run = service.propagate();
    answer(0.25);
    await run;
    expect(backOf(service, 4)).toBeUndefined();
    while (asked.length === 1) await quiet();
    answer(0.5);
    await answered(service, 4);
    expect(backOf(service, 4)).toBe(0.5);
  });

  it('is not tried again and again where it fails', async () => {
    const { service, asked } = await propagated({
      carriedBack: () => Promise.reject(new Error('no')),
    });
    await service.goToSlice(4);
    await quiet();
    await quiet();
    expect(asked).toEqual([[4, 2]]);
    expect(backOf(service, 4)).toBeUndefined();
  });
});
