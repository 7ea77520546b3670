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

/** Voxels of a label on each slice. */
export function voxelsOf(host: FakeHost, label: number): number[] {
  return host.planes.map((plane) => plane.filter((value) => value === label).length);
}
