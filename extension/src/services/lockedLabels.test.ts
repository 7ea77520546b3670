import type { JobSlice } from '@few-shot-lms/engine';
import { activeEnds, runChoices } from '../state/selectors';
import { segmentSession } from '../state/sessionState';
import { enteredServices, propagatedBy, voxelsOf } from '../testing/enteredService';
import { COLUMNS, ROWS, segment, type FakeHost } from '../testing/FakeHost';
import { CONTEXT } from '../testing/sessionWith';
import { until } from '../testing/until';
import { texts } from '../texts';

const open = enteredServices();

function lock(host: FakeHost) {
  const locked = { ...segment, locked: true };
  host.locked = [segment.index];
  host.context_ = { ...CONTEXT, segment: locked, segments: [locked, CONTEXT.segments[1]] };
  host.listener!.onContext();
}

it.each([
  ['cleared', 'all'],
  ['cleared slice by slice', 'slice'],
] as const)('is not %s', async (_, what) => {
  const { host, service } = await propagatedBy(open());
  lock(host);
  await service.clear(what, what === 'slice' ? 3 : undefined);
  expect(service.getSnapshot().problem).toBe(texts.problems.locked(segment.label));
  expect(voxelsOf(host, 1)).toEqual([10, 11, 4, 13, 14, 0]);
  expect(host.history).toHaveLength(1);
});

it.each([
  ['inward', 3],
  ['outward', 5],
] as const)('keeps its end where that is dragged %s', async (_, slice) => {
  const { host, service } = await propagatedBy(open());
  const { run } = service.getSnapshot();
  lock(host);
  await service.extendEnd('high', slice);
  expect(service.getSnapshot()).toMatchObject({ problem: texts.problems.locked(segment.label), run });
  expect(voxelsOf(host, 1)).toEqual([10, 11, 4, 13, 14, 0]);
  expect(activeEnds(service.getSnapshot())).toEqual([{ side: 'high', slice: 4, moved: false }]);
  expect(segmentSession(service.getSnapshot(), segment.key).movedEnds).toEqual([]);
});

it('gives and gets nothing in a run for another label that was going when it was locked', async () => {
  const some = (voxels: number) =>
    Uint8Array.from({ length: ROWS * COLUMNS }, (_, at) => Number(at < voxels));
  let found: Partial<JobSlice> | undefined = undefined;
  let onTheWay: () => void = () => undefined;
  const { host, service } = open({ before: () => onTheWay(), found: () => found });
  host.draw(2, 1, 0, 0, 2);
  host.draw(3, 2, 6, 6, 2);
  await service.propagate();
  host.draw(1, 2, 2, 4, 1);
  await until(service, (state) => runChoices(state).outdated > 0);
  found = { mask: some(20).reverse(), others: [{ segment: 0, mask: some(9) }] };
  onTheWay = () => void (host.locked = [1]);
  await service.update();
  expect(service.getSnapshot().run).toMatchObject({ phase: 'done', targets: [{ index: 2, slices: [0, 2] }] });
  expect([voxelsOf(host, 1)[0], voxelsOf(host, 2)[0]]).toEqual([10, 20]);
});
