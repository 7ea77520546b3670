import type { KeptSegmentation } from '../ohif/ViewerHost';
import type { Session } from './Session';

/**
 * Keeps the segmentations while the mode is left, for the viewer throws them away then. They come back when one of their
 * series is shown again; those of studies that are no longer open are dropped once another one is shown.
 */
export class SegmentationKeeper {
  private kept: readonly KeptSegmentation[] = [];
  private restoring = false;
  /** Segmentations that have been the active one, the latest last. */
  private active: readonly string[] = [];

  constructor(private readonly session: Session) {
    session.store.subscribe(() => this.noteActive());
  }

  /** Takes copies of all segmentations that the state knows. */
  keep(): void {
    const { segments, segmentations } = this.session.store.getSnapshot();
    const ids = new Set([
      ...Object.keys(segmentations),
      ...Object.keys(segments).map((key) => key.slice(0, key.lastIndexOf('#'))),
    ]);
    const copies = [...ids].flatMap((id) => this.copyOf(id) ?? []);
    const known = new Set(copies.map(({ segmentationId }) => segmentationId));
    this.kept = [...this.kept.filter(({ segmentationId }) => !known.has(segmentationId)), ...copies];
    this.active = this.active.filter((id) => this.kept.some(({ segmentationId }) => segmentationId === id));
  }

  private noteActive(): void {
    const { context } = this.session.store.getSnapshot();
    // Each one that comes back is the viewer's active one for a moment.
    if (this.restoring || context.kind !== 'segment') return;
    const { segmentationId } = context.segment;
    if (this.active.at(-1) === segmentationId) return;
    this.active = [...this.active.filter((id) => id !== segmentationId), segmentationId];
  }

  /** One that cannot be read must not take the others with it. */
  private copyOf(segmentationId: string): KeptSegmentation | null {
    try {
      return this.session.host.keep(segmentationId);
    } catch (error) {
      console.error(`few-shot-lms: segmentation ${segmentationId} could not be kept`, error);
      return null;
    }
  }

  /**
   * Brings back what belongs to the series in view; what was the active one of it becomes so again.
   * @returns true if something came back
   */
  async restore(): Promise<boolean> {
    const { context } = this.session.store.getSnapshot();
    if (this.restoring || context.kind === 'no-series' || this.kept.length === 0) return false;
    // A series of one open study may be shown before those of another.
    const loaded = new Set([context.series.studyKey, ...this.session.host.loadedStudies()]);
    const forgotten = this.kept.filter(({ studyKey }) => !loaded.has(studyKey));
    this.kept = this.kept.filter(({ studyKey }) => loaded.has(studyKey));
    for (const { segmentationId } of forgotten) {
      this.session.host.forget(segmentationId);
      this.session.store.dispatch({ type: 'segmentation-removed', segmentationId });
    }
    this.restoring = true;
    try {
      const restored: string[] = [];
      for (const copy of this.kept) {
        if (!(await this.session.host.restore(copy))) continue;
        this.kept = this.kept.filter((other) => other !== copy);
        restored.push(copy.segmentationId);
      }
      const last = this.active.filter((id) => restored.includes(id)).at(-1);
      if (last !== undefined) this.session.host.activateSegmentation(last);
      return restored.length > 0;
    } finally {
      this.restoring = false;
    }
  }
}
