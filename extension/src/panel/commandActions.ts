import type { CommandsManager } from '../ohif/ohifServices';
import type { FewShotLmsService } from '../services/FewShotLmsService';
import type { PanelActions } from './PanelActions';

/** The panel's actions as OHIF commands, so that hotkeys and other extensions do exactly the same. */
export function commandActions(commands: CommandsManager, service: () => FewShotLmsService): PanelActions {
  const run = (name: string, options?: Readonly<Record<string, unknown>>) =>
    void commands.run(`fewShotLms${name}`, options);
  return {
    startDrawing: () => run('StartDrawing'),
    addSegment: () => run('AddSegment'),
    takeBrush: () => run('TakeBrush'),
    goToSlice: (slice) => run('GoToSlice', { slice }),
    nextToCheck: () => run('NextToCheck'),
    acceptSlice: (slice, accepted) => run('AcceptSlice', { slice, accepted }),
    acceptVisited: () => run('AcceptVisited'),
    lockSlice: (slice) => run('LockSlice', { slice }),
    unlockSlice: (slice) => run('UnlockSlice', { slice }),
    clear: (what, slice) => run('Clear', { what, slice }),
    setTakesPart: (segmentIndex, takesPart) => run('SetTakesPart', { segmentIndex, takesPart }),
    activateSegment: (segmentIndex) => run('ActivateSegment', { segmentIndex }),
    setOverwrite: (allowed) => run('SetOverwrite', { allowed }),
    setRange: (range) => run('SetRange', { range }),
    rangeFromHere: (direction) => run('RangeFromHere', { direction }),
    extendEnd: (side, slice) => run('ExtendEnd', { side, slice }),
    propagate: () => run('Propagate'),
    update: () => run('Update'),
    resume: () => run('Resume'),
    cancel: () => run('Cancel'),
    stopNow: () => run('StopNow'),
    save: (to) => run('Save', { to }),
    stopSaving: () => run('StopSaving'),
    openSeg: (choice, use) => run('OpenSeg', { ...choice, use }),
    answerSegThreshold: (share) => run('AnswerSegThreshold', { share }),
    stopOpeningSeg: () => run('StopOpeningSeg'),
    setEncoding: (encoding) => run('SetEncoding', { encoding }),
    setStructure: (segmentIndex, structure) => run('SetStructure', { segmentIndex, structure }),
    startModel: (choice) => run('StartModel', choice),
    showExplanation: (name) => run('ShowExplanation', { name }),
    keepFeatures: (wanted) => run('KeepFeatures', { wanted }),
    deleteFeatures: () => run('DeleteFeatures'),
    dismissProblem: () => run('DismissProblem'),
    // What gives an answer is asked of the service itself.
    canStore: () => service().canStore(),
    thumbnail: (slice) => service().thumbnail(slice),
    explanation: (slice) => service().explanation(slice),
    copyDiagnostics: () => service().copyDiagnostics(),
  };
}
