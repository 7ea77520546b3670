import { segmentView } from '../state/segmentView';
import { enteredServices } from '../testing/enteredService';
import { otherSegment, segment } from '../testing/FakeHost';

const open = enteredServices();
const wait = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Two labels that were propagated while slice 1 had been in view for long. */
async function propagated() {
  const { host, service } = open();
  const visited = (key: string) => {
    const { slices } = segmentView(service.getSnapshot(), key);
    return slices.flatMap((slice, k) => (slice.visited ? [k] : []));
  };
  host.slice = 1;
  host.listener!.onSlice();
  host.draw(2, 1, 0, 0, 2);
  host.draw(3, 2, 6, 6, 2);
  await wait(3000);
  const run = service.propagate();
  await wait(500);
  await run;
  return { host, service, visited };
}

it('the slice in view counts as looked at a moment after a run has filled it', async () => {
  const { visited } = await propagated();
  expect(visited(segment.key)).toEqual([]);
  await wait(700);
  expect(visited(segment.key)).toEqual([1]);
});

it('the slice in view counts as looked at for another label that it is looked at for', async () => {
  const { service, visited } = await propagated();
  await wait(2000);
  expect(visited(otherSegment.key)).toEqual([]);
  void service.activateSegment(otherSegment.index);
  await wait(700);
  expect(visited(otherSegment.key)).toEqual([]);
  await wait(700);
  expect(visited(otherSegment.key)).toEqual([1]);
});

it('a slice that is scrolled past after a run does not count', async () => {
  const { host, visited } = await propagated();
  for (const slice of [0, 3, 4]) {
    host.slice = slice;
    host.listener!.onSlice();
    await wait(300);
  }
  await wait(700);
  expect(visited(segment.key)).toEqual([4]);
});
