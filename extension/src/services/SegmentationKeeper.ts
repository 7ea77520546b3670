import type { KeptSegmentation } from '../ohif/ViewerHost';
import { memoryOf, type SegmentationMemory } from '../state/segmentationMemory';
import type { SessionState } from '../state/sessionState';
import { segmentationOf } from '../state/viewerContext';
import type { Session } from './Session';

/** A segmentation as it was when a mode was left. */
interface Kept {
  readonly copy: KeptSegmentation;
  /** What was known of it then. */
  readonly memory: SegmentationMemory;
}

/**
 * Keeps the segmentations while the mode is left, for the viewer throws them away then. They come back when one of their
 * series is shown again; those of studies that are no longer open are dropped once another one is shown. A copy is kept
 * until there is a newer one: the mode that it comes back in may throw the segmentation away before it is asked for again.
 */
export class SegmentationKeeper {
  private kept: readonly Kept[] = [];
  /** Identifiers of those that have come back since the mode was entered; each stay has a set of its own. */
  private back = new Set<string>();
  private restoring = false;
  /** Segmentations that have been the active one, the latest last. */
  private active: readonly string[] = [];

  constructor(private readonly session: Session) {
    session.store.subscribe(() => this.noteActive());
  }

  /** Takes copies of all segmentations that the state knows. */
  keep(): void {
    const state = this.session.store.getSnapshot();
    const fresh = knownIds(state).flatMap((id): Kept[] => {
      const copy = this.copyOf(id);
      return copy ? [{ copy, memory: memoryOf(state, id) }] : [];
    });
    const isFresh = (id: string) => fresh.some(({ copy }) => copy.segmentationId === id);
    const hasSegments = (id: string) => Object.keys(state.segments).some((key) => segmentationOf(key) === id);
    // One that has come back and has no segments any more was deleted on purpose.
    const older = this.kept.filter(
      ({ copy: { segmentationId: id } }) => !isFresh(id) && (!this.back.has(id) || hasSegments(id)),
    );
    for (const { copy, memory } of older) {
      const { segmentationId } = copy;
      // What was done since is lost, so nothing that was learnt since fits its voxels.
      if (this.back.has(segmentationId))
        this.session.store.dispatch({ type: 'set-back', segmentationId, memory });
    }
    this.kept = [...older, ...fresh];
    this.back = new Set();
    this.active = this.active.filter((id) => this.kept.some(({ copy }) => copy.segmentationId === id));
  }

  /** Keeps no copy of a segmentation that was deleted. */
  drop(segmentationId: string): void {
    this.kept = this.kept.filter(({ copy }) => copy.segmentationId !== segmentationId);
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
    const { back } = this;
    const away = this.kept.map(({ copy }) => copy).filter(({ segmentationId }) => !back.has(segmentationId));
    if (this.restoring || context.kind === 'no-series' || away.length === 0) return false;
    // A series of one open study may be shown before those of another.
    const loaded = new Set([context.series.studyKey, ...this.session.host.loadedStudies()]);
    const forgotten = away.filter(({ studyKey }) => !loaded.has(studyKey));
    this.kept = this.kept.filter(({ copy }) => !forgotten.includes(copy));
    for (const { segmentationId } of forgotten) {
      this.session.host.forget(segmentationId);
      this.session.store.dispatch({ type: 'segmentation-removed', segmentationId });
    }
    this.restoring = true;
    try {
      const restored: string[] = [];
      for (const copy of away.filter((one) => !forgotten.includes(one))) {
        if (!(await this.session.host.restore(copy))) continue;
        back.add(copy.segmentationId);
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

function knownIds({ segments, segmentations }: SessionState): readonly string[] {
  return [...new Set([...Object.keys(segmentations), ...Object.keys(segments).map(segmentationOf)])];
}
