import { getCommandsModule } from './getCommandsModule';
import type { OhifManagers } from './ohif/ohifServices';
import { commandActions } from './panel/commandActions';
import type { PanelActions } from './panel/PanelActions';
import type { FewShotLmsService } from './services/FewShotLmsService';

// The service's own registration loads the viewer's libraries.
jest.mock('./services/registration', () => ({
  serviceIn: ({ services }: { services: Record<string, unknown> }) => services.fewShotLmsService,
}));

type Answers = 'canStore' | 'thumbnail' | 'explanation' | 'copyDiagnostics';
type Calls = {
  readonly [Name in Exclude<keyof PanelActions, Answers>]: Parameters<PanelActions[Name]>;
};

/** Every control of the panel that asks for no answer: what it is called with. */
const CALLS: Calls = {
  startDrawing: [],
  addSegment: [],
  takeBrush: [],
  goToSlice: [3],
  nextToCheck: [],
  acceptSlice: [3, false],
  acceptVisited: [],
  lockSlice: [3],
  unlockSlice: [3],
  clear: ['up', 3],
  setTakesPart: [2, false],
  activateSegment: [2],
  setOverwrite: [true],
  setRange: [{ from: 2, to: 5 }],
  rangeFromHere: ['down'],
  extendEnd: ['low', 1],
  propagate: [],
  update: [],
  resume: [],
  cancel: [],
  stopNow: [],
  save: ['file'],
  stopSaving: [],
  openSeg: [{ id: 'a' }, 'start'],
  answerSegThreshold: [0.5],
  stopOpeningSeg: [],
  setEncoding: ['BINARY'],
  setStructure: [2, 'liver'],
  startModel: [{ modelId: 'm', provider: 'wasm' }],
  showExplanation: ['u0'],
  keepFeatures: [true],
  deleteFeatures: [],
  dismissProblem: [],
};

function setUp() {
  const called: unknown[][] = [];
  const service = new Proxy({} as FewShotLmsService, {
    get:
      (_, name: string) =>
      (...args: unknown[]) =>
        void called.push([name, ...args]),
  });
  const ran: string[] = [];
  const servicesManager = { services: { fewShotLmsService: service } };
  const { definitions } = getCommandsModule({ servicesManager } as unknown as OhifManagers);
  const run = (name: string, options?: Readonly<Record<string, unknown>>) => {
    ran.push(name);
    return (definitions[name].commandFn as (options: unknown) => unknown)(options);
  };
  const asked = () => {
    throw new Error('an action of the panel goes past the commands');
  };
  return { actions: commandActions({ run }, asked), ran, called };
}

it.each(Object.entries(CALLS))('%s of the panel is a command that does the same', (name, args) => {
  const { actions, ran, called } = setUp();
  (actions[name as keyof Calls] as (...args: unknown[]) => void)(...args);
  expect(ran).toEqual([`fewShotLms${name[0].toUpperCase()}${name.slice(1)}`]);
  expect(called).toEqual([[name, ...args]]);
});
