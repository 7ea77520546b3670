import { activeView } from '../state/selectors';
import { enteredServices, voxelsOf } from '../testing/enteredService';
import { otherSegment, series, type FakeHost } from '../testing/FakeHost';
import { CONTEXT } from '../testing/sessionWith';
import { until } from '../testing/until';
import { texts } from '../texts';

const open = enteredServices();

/** As the viewer does it; undone, the label and its voxels come back. */
function deleteFirstLabel(host: FakeHost) {
  const planes = host.planes.map((plane) => Uint8Array.from(plane));
  const show = (context: FakeHost['context_']) => {
    host.context_ = context;
    host.listener!.onContext();
  };
  for (const plane of host.planes) plane.set(plane.map((value) => (value === 1 ? 0 : value)));
  show({ ...CONTEXT, segment: otherSegment, segments: [otherSegment] });
  return {
    undo() {
      show(CONTEXT);
      host.planes = planes;
      host.listener!.onLabels('seg');
    },
    createAnother: () => show(CONTEXT),
  };
}

it('knows again what runs have made of a label whose deletion is undone', async () => {
  const { host, service } = open();
  host.draw(2, 1, 3, 3, 2);
  await service.propagate();
  await service.acceptSlice(1);
  const before = activeView(service.getSnapshot());
  const deletion = deleteFirstLabel(host);
  expect(service.getSnapshot().segments).not.toHaveProperty(['seg#1']);
  deletion.undo();
  await until(service, (state) => activeView(state).slices.length > 0);
  expect(activeView(service.getSnapshot())).toEqual(before);
});

it('knows it again where the run is undone before anybody has looked at it', async () => {
  const { host, service } = open();
  host.draw(2, 1, 3, 3, 2);
  await service.propagate();
  const before = activeView(service.getSnapshot());
  const deletion = deleteFirstLabel(host);
  deletion.undo();
  host.history[0].undo();
  expect(activeView(service.getSnapshot()).slices.map(({ role }) => role)).not.toContain('propagated');
  host.history[0].redo();
  expect(activeView(service.getSnapshot())).toEqual(before);
});

it('fills nothing for a label that takes the number of one whose run was being prepared', async () => {
  const { host, service } = open();
  let imagesCome: () => void = () => undefined;
  service.leave();
  host.beforeRead = () => new Promise((resolve) => (imagesCome = resolve));
  service.enter();
  host.draw(2, 1, 3, 3, 2);
  const run = service.propagate();
  await until(service, (state) => state.run.phase === 'preparing');
  const deletion = deleteFirstLabel(host);
  const failed = { phase: 'failed', message: texts.problems.segmentGone };
  expect(service.getSnapshot().run).toMatchObject(failed);
  deletion.createAnother();
  host.draw(4, 1, 0, 0, 2);
  imagesCome();
  await run;
  expect(service.getSnapshot().run).toMatchObject(failed);
  expect(voxelsOf(host, 1)).toEqual([0, 0, 0, 0, 4, 0]);
});

it('ends a run whose segmentation is deleted while the model loads, and brings nothing of it back', async () => {
  let slow = false;
  let modelComes: () => void = () => undefined;
  const model = new Promise<void>((resolve) => (modelComes = resolve));
  const { host, service } = open({ load: () => (slow ? model : undefined) });
  host.draw(2, 1, 3, 3, 2);
  await service.propagate();
  service.leave();
  slow = true;
  service.enter();
  await until(service, () => host.restored.length === 1);
  const run = service.propagate();
  await until(service, (state) => state.run.phase === 'preparing');
  host.context_ = { kind: 'no-segment', series };
  host.listener!.onSegmentationRemoved('seg');
  const failed = { phase: 'failed', message: texts.problems.segmentGone };
  expect(service.getSnapshot().run).toMatchObject(failed);
  modelComes();
  await run;
  expect(service.getSnapshot()).toMatchObject({ run: failed, segments: {} });
  expect(Object.keys(service.getSnapshot().segments)).toEqual([]);
  host.keep = () => null;
  service.leave();
  service.enter();
  await new Promise((resolve) => setTimeout(resolve));
  expect(host.restored).toHaveLength(1);
});

it('lets a run go on while a label is deleted that it does not fill, or another segmentation is shown', async () => {
  const { host, service } = open({
    before: (slice) => {
      if (slice === 1) look({ ...CONTEXT, segments: CONTEXT.segments.slice(0, 1) });
      if (slice === 4) look({ ...CONTEXT, segment: elsewhere, segments: [elsewhere] });
    },
  });
  const elsewhere = { ...otherSegment, segmentationId: 'other', key: 'other#2' };
  const look = (context: FakeHost['context_']) => {
    host.context_ = context;
    host.listener!.onContext();
  };
  host.draw(2, 1, 3, 3, 2);
  await service.propagate();
  expect(service.getSnapshot().run).toMatchObject({ phase: 'done', summary: { done: 5 } });
});
