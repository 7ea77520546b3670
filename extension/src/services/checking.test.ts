import { activeView, toCheckNext } from '../state/selectors';
import type { SessionState } from '../state/sessionState';
import { enteredServices, propagatedBy } from '../testing/enteredService';
import { until } from '../testing/until';
import { texts } from '../texts';

const open = enteredServices();

const checked = (state: SessionState) =>
  activeView(state).slices.flatMap((slice, k) => (slice.checked ? [k] : []));

describe('checked, and next', () => {
  it('checks the slice in view and goes to the next one, until everything is checked', async () => {
    const { host, service } = await propagatedBy(open());
    await service.nextToCheck();
    const first = host.slice!;
    const second = toCheckNext(service.getSnapshot())!.slice;
    await service.acceptAndNext();
    expect(checked(service.getSnapshot())).toEqual([first]);
    expect(host.slice).toBe(second);
    // Once more on the same slice: still checked.
    await service.goToSlice(first);
    await service.acceptAndNext();
    expect(checked(service.getSnapshot())).toEqual([first]);
    for (let n = 0; n < 4; n++) await service.acceptAndNext();
    expect(checked(service.getSnapshot())).toEqual([0, 1, 3, 4, 5]);
    expect(service.getSnapshot().problem).toBe(texts.problems.allChecked);
  });

  it('checks nothing more while the next one is on its way', async () => {
    const { host, service } = await propagatedBy(open());
    await service.nextToCheck();
    const first = host.slice!;
    await Promise.all([service.acceptAndNext(), service.acceptAndNext(), service.acceptAndNext()]);
    expect(checked(service.getSnapshot())).toEqual([first]);
    const second = host.slice!;
    await service.acceptAndNext();
    expect(checked(service.getSnapshot()).sort()).toEqual([first, second].sort());
  });

  it('stays on a drawn slice and says why', async () => {
    const { host, service } = await propagatedBy(open());
    await service.goToSlice(2);
    await service.acceptAndNext();
    expect(service.getSnapshot().problem).toBe(texts.problems.notFilled);
    expect(host.slice).toBe(2);
  });
});

describe('checking what was looked at', () => {
  it('takes the slices that were looked at and no other', async () => {
    const { service } = await propagatedBy(open());
    await service.acceptVisited();
    expect(service.getSnapshot().problem).toBe(texts.problems.nothingVisited);
    for (const slice of [1, 2, 5]) await service.goToSlice(slice);
    await service.acceptVisited();
    expect(checked(service.getSnapshot())).toEqual([1, 5]);
  });

  it('leaves out what has changed since or is out of date', async () => {
    const { host, service } = await propagatedBy(open());
    for (const slice of [0, 1, 3, 4]) await service.goToSlice(slice);
    // Slice 4 is a correction now, on which slice 3 depends no less than on slice 2.
    host.draw(4, 1, 6, 6, 2);
    await until(service, (state) => activeView(state).slices[4].role === 'locked');
    expect(activeView(service.getSnapshot()).slices.map(({ stale }) => stale)).toEqual([
      ...[false, false, false, true, false, true],
    ]);
    await service.acceptVisited();
    expect(checked(service.getSnapshot())).toEqual([0, 1]);
  });
});
