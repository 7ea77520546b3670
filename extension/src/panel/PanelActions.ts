import type { SegEncoding } from '../state/sessionState';
import type { Thumbnail } from '../thumbnail/thumbnail';

/** What the panel's controls do. */
export interface PanelActions {
  startDrawing(): void;
  takeBrush(): void;
  goToSlice(slice: number): void;
  /** Slices as people count, null for the whole series. */
  setRange(range: { from: number; to: number } | null): void;
  propagate(): void;
  cancel(): void;
  save(to: 'store' | 'file'): void;
  setEncoding(encoding: SegEncoding): void;
  startModel(): void;
  dismissProblem(): void;
  canStore(): boolean;
  thumbnail(slice: number): Promise<Thumbnail | null>;
}
