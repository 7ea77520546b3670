import type { OhifManagers } from './ohif/ohifServices';
import type { Direction } from './services/FewShotLmsService';
import type { SegUse } from './opening/OpenedSeg';
import type { SegChoice } from './services/SegOpener';
import { serviceIn } from './services/registration';
import type { ProviderChoice, SegEncoding, Side } from './state/sessionState';

/** One command for every action; slices count from 0 in spatial order, ranges as people count, from 1. */
export function getCommandsModule({ servicesManager }: OhifManagers) {
  const service = () => serviceIn(servicesManager);
  const actions = {
    fewShotLmsStartDrawing: () => service().startDrawing(),
    fewShotLmsAddSegment: () => service().addSegment(),
    fewShotLmsTakeBrush: () => service().takeBrush(),
    fewShotLmsPropagate: () => service().propagate(),
    fewShotLmsUpdate: () => service().update(),
    fewShotLmsResume: () => service().resume(),
    fewShotLmsCancel: () => service().cancel(),
    fewShotLmsStopNow: () => service().stopNow(),
    fewShotLmsExtendEnd: ({ side, slice }: { side: Side; slice: number }) => service().extendEnd(side, slice),
    fewShotLmsGoToSlice: ({ slice }: { slice: number }) => service().goToSlice(slice),
    fewShotLmsNextToCheck: () => service().nextToCheck(),
    fewShotLmsAcceptSlice: ({ slice, accepted }: { slice?: number; accepted?: boolean } = {}) =>
      service().acceptSlice(slice, accepted),
    fewShotLmsAcceptAndNext: () => service().acceptAndNext(),
    fewShotLmsAcceptVisited: () => service().acceptVisited(),
    fewShotLmsLockSlice: ({ slice }: { slice?: number } = {}) => service().lockSlice(slice),
    fewShotLmsUnlockSlice: ({ slice }: { slice?: number } = {}) => service().unlockSlice(slice),
    fewShotLmsClear: ({ what, slice }: { what: 'slice' | 'all' | Direction; slice?: number }) =>
      service().clear(what, slice),
    fewShotLmsSetRange: ({ range }: { range: { from: number; to: number } | null }) =>
      service().setRange(range),
    fewShotLmsRangeFromHere: ({ direction }: { direction: Direction }) => service().rangeFromHere(direction),
    fewShotLmsSetTakesPart: ({ segmentIndex, takesPart }: { segmentIndex: number; takesPart: boolean }) =>
      service().setTakesPart(segmentIndex, takesPart),
    fewShotLmsActivateSegment: ({ segmentIndex }: { segmentIndex: number }) =>
      service().activateSegment(segmentIndex),
    fewShotLmsSetOverwrite: ({ allowed }: { allowed: boolean }) => service().setOverwrite(allowed),
    fewShotLmsShowExplanation: ({ name }: { name: string | null }) => service().showExplanation(name),
    fewShotLmsSave: ({ to }: { to: 'store' | 'file' }) => service().save(to),
    fewShotLmsStopSaving: () => service().stopSaving(),
    fewShotLmsOpenSeg: ({ use = 'support', ...choice }: SegChoice & { use?: SegUse }) =>
      service().openSeg(choice, use),
    fewShotLmsAnswerSegThreshold: ({ share }: { share: number }) => service().answerSegThreshold(share),
    fewShotLmsStopOpeningSeg: () => service().stopOpeningSeg(),
    fewShotLmsSetEncoding: ({ encoding }: { encoding: SegEncoding }) => service().setEncoding(encoding),
    fewShotLmsSetStructure: (choice: { segmentIndex: number; structure: string | null }) =>
      service().setStructure(choice.segmentIndex, choice.structure),
    fewShotLmsStartModel: ({ modelId, provider }: { modelId?: string; provider?: ProviderChoice } = {}) =>
      service().startModel(modelId || provider ? { modelId, provider } : undefined),
    fewShotLmsKeepFeatures: ({ wanted }: { wanted: boolean }) => service().keepFeatures(wanted),
    fewShotLmsDeleteFeatures: () => service().deleteFeatures(),
    fewShotLmsDismissProblem: () => service().dismissProblem(),
    fewShotLmsCopyDiagnostics: () => service().copyDiagnostics(),
  };
  const definitions = Object.fromEntries(
    Object.entries(actions).map(([name, commandFn]) => [name, { commandFn }]),
  );
  return { actions, definitions, defaultContext: 'DEFAULT' };
}
