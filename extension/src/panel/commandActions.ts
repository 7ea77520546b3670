import type { CommandsManager } from '../ohif/ohifServices';
import type { FewShotLmsService } from '../services/FewShotLmsService';
import type { PanelActions } from './PanelActions';

/** The panel's actions as OHIF commands, so that hotkeys and other extensions do exactly the same. */
export function commandActions(commands: CommandsManager, service: () => FewShotLmsService): PanelActions {
  return {
    startDrawing: () => void commands.run('fewShotLmsStartDrawing'),
    takeBrush: () => void commands.run('fewShotLmsTakeBrush'),
    goToSlice: (slice) => void commands.run('fewShotLmsGoToSlice', { slice }),
    setRange: (range) => void commands.run('fewShotLmsSetRange', { range }),
    propagate: () => void commands.run('fewShotLmsPropagate'),
    cancel: () => void commands.run('fewShotLmsCancel'),
    save: (to) => void commands.run('fewShotLmsSave', { to }),
    setEncoding: (encoding) => void commands.run('fewShotLmsSetEncoding', { encoding }),
    startModel: () => void commands.run('fewShotLmsStartModel'),
    dismissProblem: () => service().dismissProblem(),
    canStore: () => service().canStore(),
    thumbnail: (slice) => service().thumbnail(slice),
  };
}
