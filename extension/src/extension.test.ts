import { extension } from './extension';
import type { OhifManagers } from './ohif/ohifServices';

// Both load the viewer's libraries.
jest.mock('./services/registration', () => ({
  serviceIn: ({ services }: { services: Record<string, unknown> }) => services.fewShotLmsService,
}));
jest.mock('./ohif/translateByOhif', () => ({}));

type Hook = (managers: OhifManagers) => void;

it('follows nothing in a mode that does not show the panel, and lets go of what a mode has left behind', () => {
  const called: string[] = [];
  const service = { enter: () => called.push('enter'), leave: () => called.push('leave') };
  const managers = {
    servicesManager: { services: { fewShotLmsService: service } },
  } as unknown as OhifManagers;
  // OHIF calls them in every mode, with the panel or without.
  const { onModeEnter, onModeExit }: { onModeEnter?: Hook; onModeExit?: Hook } = extension;
  onModeEnter?.(managers);
  expect(called).toEqual([]);
  onModeExit?.(managers);
  expect(called).toEqual(['leave']);
});
