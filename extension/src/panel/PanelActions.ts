import type { VariablePicture } from '../explain/pictures';
import type { SegUse } from '../opening/OpenedSeg';
import type { SegChoice } from '../services/SegOpener';
import type { ProviderChoice, SegEncoding, Side } from '../state/sessionState';
import type { Thumbnail } from '../thumbnail/thumbnail';

/** What the panel's controls do. Slices count from 0 in spatial order. */
export interface PanelActions {
  startDrawing(): void;
  addSegment(): void;
  takeBrush(): void;
  goToSlice(slice: number): void;
  nextToCheck(): void;
  acceptSlice(slice: number, accepted: boolean): void;
  /** Everything of the active label that was looked at. */
  acceptVisited(): void;
  lockSlice(slice: number): void;
  unlockSlice(slice: number): void;
  /** Up and down: towards higher and lower numbers as the viewer shows them. */
  clear(what: 'slice' | 'up' | 'down' | 'all', slice?: number): void;
  setTakesPart(segmentIndex: number, takesPart: boolean): void;
  activateSegment(segmentIndex: number): void;
  setOverwrite(allowed: boolean): void;
  /** Slices as people count, null for the whole series. */
  setRange(range: { from: number; to: number } | null): void;
  rangeFromHere(direction: 'up' | 'down'): void;
  extendEnd(side: Side, slice: number): void;
  propagate(): void;
  update(): void;
  resume(): void;
  cancel(): void;
  stopNow(): void;
  save(to: 'store' | 'file'): void;
  stopSaving(): void;
  openSeg(choice: SegChoice, use: SegUse): void;
  /** Share of the maximum, above 0 and at most 1. */
  answerSegThreshold(share: number): void;
  stopOpeningSeg(): void;
  setEncoding(encoding: SegEncoding): void;
  /** What a segment shows, by the id of a row in the table of structures; null: what its name says. */
  setStructure(segmentIndex: number, structure: string | null): void;
  startModel(choice?: { modelId?: string; provider?: ProviderChoice }): void;
  /** Keeps features on this computer from now on, or not any more. */
  keepFeatures(wanted: boolean): void;
  deleteFeatures(): void;
  dismissProblem(): void;
  canStore(): boolean;
  thumbnail(slice: number): Promise<Thumbnail | null>;
  /** Variables of the run on a slice, null where there are none. */
  explanation(slice: number): Promise<readonly VariablePicture[] | null>;
  showExplanation(name: string | null): void;
  /** `copied` false where the browser does not let a page write to the clipboard. */
  copyDiagnostics(): Promise<{ readonly text: string; readonly copied: boolean }>;
}
