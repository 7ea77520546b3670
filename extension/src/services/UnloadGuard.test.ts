import { segment } from '../testing/FakeHost';
import { enteredServices } from '../testing/enteredService';
import { until } from '../testing/until';

const enter = enteredServices();
const drawn = (state: { segments: Readonly<Record<string, { masks: readonly { voxels: number }[] }>> }) =>
  state.segments[segment.key]?.masks.some(({ voxels }) => voxels > 0);

it('has the browser ask once something is drawn, also after the mode was left', async () => {
  const { host, service } = enter();
  expect(host.asksBeforeUnload).toBe(false);
  host.draw(2, 1, 3, 3, 2);
  await until(service, drawn);
  expect(host.asksBeforeUnload).toBe(true);
  service.leave();
  expect(host.asksBeforeUnload).toBe(true);
});

it('has it ask no more when nothing is there any more', async () => {
  const { host, service } = enter();
  host.draw(2, 1, 3, 3, 2);
  await until(service, drawn);
  host.draw(2, 0, 3, 3, 2);
  await until(service, (state) => !drawn(state));
  expect(host.asksBeforeUnload).toBe(false);
});

it('lets a segmentation go that was opened from a SEG and not touched', async () => {
  const { host, service } = enter();
  host.loadedSeg = () => ({ place: null, segments: new Map(), origins: new Map() });
  host.draw(2, 1, 3, 3, 2);
  await until(service, drawn);
  expect(host.asksBeforeUnload).toBe(false);
  host.draw(3, 1, 3, 3, 2);
  await until(service, ({ segments }) => segments[segment.key].masks[3].voxels > 0);
  expect(host.asksBeforeUnload).toBe(true);
});
