import { FewShotLmsService } from '../services/FewShotLmsService';
import { FakeHost } from './FakeHost';
import { fakeHandlers, type FakeHooks } from './fakeHandlers';
import { FakeWorker } from './FakeWorker';
import { serviceParts } from './serviceParts';

/** Opens services over fake viewers and enters them; for a test file, which has them left after each test. */
export function enteredServices(): (hooks?: FakeHooks) => { host: FakeHost; service: FewShotLmsService } {
  const opened: FewShotLmsService[] = [];
  afterEach(() => {
    for (const service of opened.splice(0)) service.leave();
  });
  return (hooks = {}) => {
    const host = new FakeHost();
    const service = new FewShotLmsService(serviceParts(host, () => new FakeWorker(fakeHandlers(hooks))));
    opened.push(service);
    service.enter();
    return { host, service };
  };
}

/** Slice 2 drawn for label 1, the others filled or found without the object. */
export async function propagatedBy<T extends { host: FakeHost; service: FewShotLmsService }>(
  parts: T,
): Promise<T> {
  parts.host.draw(2, 1, 3, 3, 2);
  await parts.service.propagate();
  return parts;
}

/** Voxels of a label on each slice. */
export function voxelsOf(host: FakeHost, label: number): number[] {
  return host.planes.map((plane) => plane.filter((value) => value === label).length);
}
