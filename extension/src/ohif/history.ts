import { utilities } from '@cornerstonejs/core';
import type { HistoryStep } from './ViewerHost';

/**
 * Puts a step into the undo list that OHIF's undo and redo commands and Cornerstone3D's tools share, so that strokes
 * and runs are undone in the order in which they were done.
 */
export function pushHistory(step: HistoryStep): void {
  utilities.HistoryMemo.DefaultHistoryMemo.push({
    id: utilities.uuidv4(),
    // Tools look at 'annotation' and 'labelmap' steps of their own; this one is nobody else's.
    operationType: 'few-shot-lms',
    restoreMemo: (isUndo?: boolean) => (isUndo === false ? step.redo() : step.undo()),
  });
}
