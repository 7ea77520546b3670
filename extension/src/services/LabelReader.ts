import type { SegmentationLabels } from '../ohif/ViewerHost';
import { maskFingerprints, type MaskFingerprint } from '../state/maskFingerprint';
import { segmentationSession, segmentSession } from '../state/sessionState';
import { segmentKey } from '../state/viewerContext';
import type { Session } from './Session';

/** Strokes come as a storm of events; the panel follows a moment after the last one. */
const DEBOUNCE_MS = 120;

/** Looks at the active segmentation after every change and notes the masks of all its segments. */
export class LabelReader {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly session: Session,
    private readonly onError: (error: unknown) => void,
  ) {}

  readSoon(segmentationId: string): void {
    if (this.activeSegmentation() !== segmentationId) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const active = this.activeSegmentation();
      if (active === null) return;
      try {
        this.read(active);
      } catch (error) {
        this.onError(error);
      }
    }, DEBOUNCE_MS);
  }

  /** Null if the segmentation is gone. @throws UserError if its labelmap cannot be read */
  read(segmentationId: string): SegmentationLabels | null {
    const labels = this.session.host.labels(segmentationId);
    if (!labels) return null;
    const masks = Object.fromEntries(
      labels.places.map(({ index }): [string, MaskFingerprint[]] => [segmentKey(segmentationId, index), []]),
    );
    for (let layer = 0; layer < labels.layers; layer++) {
      const here = labels.places.filter((place) => place.layer === layer);
      const values = here.map(({ value }) => value);
      for (let k = 0; k < labels.slices; k++) {
        maskFingerprints(labels.plane(layer, k), values).forEach((mask, n) =>
          masks[segmentKey(segmentationId, here[n].index)].push(mask),
        );
      }
    }
    const { store } = this.session;
    const { seriesKey } = segmentationSession(store.getSnapshot(), segmentationId);
    // The drawing has moved to another stack, and nobody has said so yet: slices count on that one now.
    if (seriesKey !== null && seriesKey !== labels.seriesKey)
      store.dispatch({ type: 'context', context: this.session.host.context() });
    const known = store.getSnapshot();
    const isNew =
      !segmentationSession(known, segmentationId).adopted &&
      Object.keys(masks).every((key) => segmentSession(known, key).masks.length === 0);
    store.dispatch({ type: 'masks', masks });
    if (isNew) this.adoptSeg(segmentationId);
    return labels;
  }

  /** A segmentation that comes from a SEG brings along what the SEG says besides its voxels. */
  private adoptSeg(segmentationId: string): void {
    const seg = this.session.host.loadedSeg(segmentationId);
    if (seg) this.session.store.dispatch({ type: 'seg-loaded', segmentationId, seg });
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private activeSegmentation(): string | null {
    const { context } = this.session.store.getSnapshot();
    return context.kind === 'segment' ? context.segment.segmentationId : null;
  }
}
