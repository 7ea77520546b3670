import { labelList } from '../state/selectors';
import { enteredServices, voxelsOf } from '../testing/enteredService';
import { otherSegment, segment } from '../testing/FakeHost';

const open = enteredServices();

it('is the active one at once, with nothing drawn, and takes part once it is drawn', async () => {
  const { host, service } = open();
  host.draw(2, 1, 0, 0, 2);
  await service.addSegment();
  const [, , added] = labelList(service.getSnapshot());
  expect(added).toMatchObject({ index: 3, active: true, drawn: 0, takesPart: true });
  host.draw(3, 3, 6, 6, 2);
  await service.propagate();
  expect(service.getSnapshot().run).toMatchObject({ phase: 'done', targets: [{ index: 1 }, { index: 3 }] });
});

it('leaves a run alone that goes on, whose undo leaves it alone', async () => {
  const parts: ReturnType<typeof open> = open({
    before: (slice) => (slice === 1 ? parts.service.addSegment() : undefined),
  });
  const { host, service } = parts;
  host.draw(2, 1, 3, 3, 2);
  await service.propagate();
  const { run, context } = service.getSnapshot();
  expect(run).toMatchObject({ phase: 'done', summary: { done: 5 }, targets: [{ index: segment.index }] });
  expect(context).toMatchObject({ segment: { index: 3 } });
  expect([voxelsOf(host, 1), voxelsOf(host, 3)]).toEqual([
    [10, 11, 4, 13, 14, 0],
    [0, 0, 0, 0, 0, 0],
  ]);
  expect(host.history).toHaveLength(1);
  host.history[0].undo();
  expect(labelList(service.getSnapshot())).toMatchObject([
    { index: segment.index, drawn: 1, filled: 0 },
    { index: otherSegment.index, drawn: 0 },
    { index: 3, active: true, drawn: 0 },
  ]);
});
