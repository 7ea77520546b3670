import type { OhifManagers } from './ohif/ohifServices';
import type { SegEncoding } from './state/sessionState';
import type { ProviderChoice } from './worker/protocol';
import { serviceIn } from './services/registration';

/** One command for every action; slices count from 0, ranges as people count from 1. */
export function getCommandsModule({ servicesManager }: OhifManagers) {
  const service = () => serviceIn(servicesManager);
  const actions = {
    fewShotLmsStartDrawing: () => service().startDrawing(),
    fewShotLmsTakeBrush: () => service().takeBrush(),
    fewShotLmsPropagate: () => service().propagate(),
    fewShotLmsCancel: () => service().cancel(),
    fewShotLmsGoToSlice: ({ slice }: { slice: number }) => service().goToSlice(slice),
    fewShotLmsSetRange: ({ range }: { range: { from: number; to: number } | null }) =>
      service().setRange(range),
    fewShotLmsSave: ({ to }: { to: 'store' | 'file' }) => service().save(to),
    fewShotLmsSetEncoding: ({ encoding }: { encoding: SegEncoding }) => service().setEncoding(encoding),
    fewShotLmsStartModel: (choice?: { modelId?: string; provider?: ProviderChoice }) =>
      service().startModel(
        choice?.provider || choice?.modelId
          ? { modelId: choice.modelId, provider: choice.provider ?? 'auto' }
          : undefined,
      ),
  };
  const definitions = Object.fromEntries(
    Object.entries(actions).map(([name, commandFn]) => [name, { commandFn }]),
  );
  return { actions, definitions, defaultContext: 'DEFAULT' };
}
