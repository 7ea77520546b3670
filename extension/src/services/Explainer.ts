import type { SliceIterates } from '@few-shot-lms/engine';
import { maskPlane, overlayPicture, variablePictures, type VariablePicture } from '../explain/pictures';
import { maskFingerprint, maskOf } from '../state/maskFingerprint';
import { sliceState } from '../state/provenance';
import { segmentView } from '../state/segmentView';
import { segmentSession, type SessionState } from '../state/sessionState';
import type { ModelBackend } from './ModelBackend';
import { tokenOf } from './segmentRequests';
import type { SegmentContext, Session } from './Session';

/**
 * Shows what the run of the active segment saw and found on a slice: as pictures, and over the viewport. The overlay follows
 * the state: another slice, another segment or another mask have their own.
 */
export class Explainer {
  /** The latest request for the overlay; an answer to an earlier one comes too late. */
  private latest = 0;
  /** What the overlay is about. */
  private subject = '';
  private placed: Promise<void> = Promise.resolve();

  /** @param onError gets what goes wrong while the overlay follows the state */
  constructor(
    private readonly session: Session,
    private readonly backend: ModelBackend,
    private readonly onError: (error: unknown) => void,
  ) {
    session.store.subscribe(() => this.follow());
  }

  /** Null where no run's variables are kept: drawn and corrected slices, slices beyond the end, runs long ago or undone. */
  async pictures(slice: number): Promise<readonly VariablePicture[] | null> {
    const iterates = await this.iterates(slice);
    return iterates && variablePictures(iterates);
  }

  /** Lays a variable over the viewport from now on, on every slice that has it; null for none. Resolves when it is there. */
  show(name: string | null): Promise<void> {
    this.session.store.dispatch({ type: 'shown-variable', name });
    return this.placed;
  }

  /** Puts the overlay where it belongs by now; called when the viewport may be another one, which the state does not know. */
  refresh(): void {
    if (this.session.store.getSnapshot().shownVariable !== null) {
      this.placed = this.place().catch(this.onError);
    }
  }

  private follow(): void {
    const subject = subjectOf(this.session.store.getSnapshot());
    if (subject === this.subject) return;
    this.subject = subject;
    // What is there belongs to something else; the answer may have to wait for a step of the network.
    this.latest++;
    this.session.host.showOverlay(null);
    this.refresh();
  }

  private async place(): Promise<void> {
    const { host, store } = this.session;
    const request = ++this.latest;
    const { shownVariable, currentSlice } = store.getSnapshot();
    const iterates =
      shownVariable !== null && currentSlice !== null ? await this.iterates(currentSlice) : null;
    if (request !== this.latest) return;
    const plane = shownVariable === null ? undefined : iterates?.planes[shownVariable];
    if (!iterates || !plane || currentSlice === null || shownVariable === null) {
      host.showOverlay(null);
      return;
    }
    const { frame, size } = iterates;
    host.showOverlay({ slice: currentSlice, frame, size, rgba: overlayPicture(shownVariable, plane) });
  }

  private async iterates(slice: number): Promise<SliceIterates | null> {
    const state = this.session.store.getSnapshot();
    const { context } = state;
    if (context.kind !== 'segment') return null;
    const mask = this.finalMask(context, slice);
    if (!mask) return null;
    const segmentKey = context.segment.key;
    const { provenance } = segmentSession(state, segmentKey);
    // Of the mask that is there, which the state may know a moment later.
    const there = maskFingerprint(mask, 1);
    const { runId } = sliceState(there, provenance.outcomes[slice] ?? [], provenance.undoneRuns);
    if (runId === undefined) return null;
    const found = await this.backend.explain({ segmentKey, slice, token: tokenOf(runId) });
    if (!found) return null;
    const { rows, columns } = context.series;
    const plane = maskPlane(mask, columns, rows, found.frame, found.size);
    return { ...found, planes: { ...found.planes, mask: plane } };
  }

  /** As it is in the labelmap: after the edge term, and after other segments took their part. */
  private finalMask({ segment }: SegmentContext, slice: number): Uint8Array | null {
    const labels = this.session.host.labels(segment.segmentationId);
    const place = labels?.places.find(({ index }) => index === segment.index);
    return labels && place ? maskOf(labels.plane(place.layer, slice), place.value) : null;
  }
}

/** Names all that the picture over the viewport depends on; '' for none. */
function subjectOf(state: SessionState): string {
  const { context, currentSlice, shownVariable } = state;
  if (shownVariable === null || currentSlice === null || context.kind !== 'segment') return '';
  const { hash, runId } = segmentView(state, context.segment.key).slices[currentSlice] ?? {};
  return JSON.stringify([shownVariable, context.series.key, context.segment.key, currentSlice, hash, runId]);
}
