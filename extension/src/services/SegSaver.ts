import { newUid, structureById, trackingIds, type SliceOrigin } from '@few-shot-lms/dicom-seg';
import { UserError } from '@few-shot-lms/engine';
import { NotListedError } from '../ohif/NotListedError';
import type { SegFile, SegFileRequest, SoftSlice } from '../saving/buildSegFile';
import { latestPlace } from '../saving/latestPlace';
import type { SegmentToSave } from '../saving/SegmentToSave';
import type { SegmentSource } from '../saving/SegSource';
import { algorithmBehind } from '../state/algorithmBehind';
import { originOf } from '../state/loadedProvenance';
import { sliceStates } from '../state/provenance';
import { segmentView, type SegmentView } from '../state/segmentView';
import {
  segmentationSession,
  segmentSession,
  type HardSegment,
  type SavedContent,
  type SavingState,
} from '../state/sessionState';
import { contentOf } from '../state/unsaved';
import { segmentKey, type SegmentSummary } from '../state/viewerContext';
import { texts } from '../texts';
import type { SliceOfRun } from '../worker/SliceOfRun';
import type { SoftMask } from '../worker/SoftStore';
import type { LabelReader } from './LabelReader';
import { tokenOf } from './segmentRequests';
import { segmentContext, sentence, type Session } from './Session';

/** Probabilities as the named runs left them; null where they are not known any more. */
export type SoftMasks = (wanted: readonly SliceOfRun[]) => Promise<readonly (SoftMask | null)[]>;

/** Writes a SEG, off the main thread. */
export interface SegWriterPort {
  /** The labelmaps of the source are handed over. @throws UserError */
  write(request: SegFileRequest): Promise<SegFile>;
}

/** Saves the active segmentation, all its segments with it, as DICOM SEG. */
export class SegSaver {
  /** Written, but not in the archive yet: another attempt sends this very file, so that none is stored twice. */
  private waiting: (Written & { readonly content: string }) | undefined;
  private ongoing: AbortController | undefined;

  constructor(
    private readonly session: Session,
    private readonly labels: LabelReader,
    private readonly softMasks: SoftMasks,
    private readonly writer: SegWriterPort,
  ) {}

  /** What goes wrong is in the state then. @throws UserError if there is nothing to save */
  async save(to: 'store' | 'file'): Promise<void> {
    const { store } = this.session;
    if (store.getSnapshot().saving.phase === 'saving') return;
    const { segment } = segmentContext(this.session);
    const abort = new AbortController();
    this.ongoing = abort;
    store.dispatch({ type: 'saving', saving: { phase: 'saving', to } });
    try {
      const saved = await Promise.race([this.carryOut(segment, to, abort.signal), stopped(abort.signal)]);
      store.dispatch({ type: 'saving', saving: saved });
    } catch (error) {
      store.dispatch({ type: 'saving', saving: { phase: 'failed', message: sentence(error) } });
    }
  }

  /** Waits no longer. An archive that has the file already may still store it. */
  stop(): void {
    this.ongoing?.abort();
  }

  private async carryOut(
    segment: SegmentSummary,
    to: 'store' | 'file',
    signal: AbortSignal,
  ): Promise<SavingState> {
    const { host, store } = this.session;
    const { segmentationId } = segment;
    // Time for the panel to say so: collecting a large segmentation keeps the page busy for a moment.
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    this.labels.read(segmentationId);
    // Again: what that has found is in the file.
    store.dispatch({ type: 'saving', saving: { phase: 'saving', to } });
    const { file, hard, saved } = await this.fileOf(segment);
    const noteSaved = () => store.dispatch({ type: 'seg-saved', segmentationId, content: saved });
    signal.throwIfAborted();
    const { overlap } = file;
    if (to === 'file') {
      host.download(file.bytes, file.name);
      noteSaved();
      return { phase: 'saved', to, name: file.name, overlap, hard };
    }
    const { bytes, studyInstanceUid, sopInstanceUid, place, seriesDescription } = file;
    const { seriesInstanceUid } = place;
    try {
      await host.store({ bytes, studyInstanceUid, seriesInstanceUid, sopInstanceUid });
    } catch (error) {
      // The archive has it: nothing would be lost with the page that is to be loaded again.
      if (error instanceof NotListedError) noteSaved();
      throw error;
    }
    if (this.waiting?.file === file) this.waiting = undefined;
    noteSaved();
    return { phase: 'saved', to, name: seriesDescription, overlap, hard };
  }

  private async fileOf(segment: SegmentSummary): Promise<Written> {
    const { host, store } = this.session;
    const { segmentationId } = segment;
    const source = host.segSource(segment);
    const segments = this.segmentsToSave(segmentationId, source.segments);
    const state = store.getSnapshot();
    const saved = contentOf(state, segmentationId);
    const { encoding } = state;
    const { compressed } = host.segStoreSettings();
    const content = JSON.stringify([
      segmentationId,
      source.label,
      encoding,
      compressed,
      segments.map((segment) => ({ ...segment, origins: [...segment.origins] })),
      segments.map(({ index }) => segmentSession(state, segmentKey(segmentationId, index)).masks),
    ]);
    if (this.waiting?.content === content) return this.waiting;
    const place = latestPlace(
      segmentationSession(state, segmentationId).place,
      Object.values(state.segmentations).map((other) => other.place),
      (seriesInstanceUid) => host.segNumbers(seriesInstanceUid),
    );
    const { soft, hard } =
      encoding === 'FRACTIONAL' ? await this.soft(segmentationId, source.segments) : { soft: [], hard: [] };
    const options = { encoding, compressed, place };
    const file = await this.writer.write({ source, segments, options, soft });
    this.waiting = { content, file, hard, saved };
    const tracking = Object.fromEntries(
      segments.map(({ index, trackingUid, trackingId }) => [
        segmentKey(segmentationId, index),
        { trackingUid, trackingId },
      ]),
    );
    store.dispatch({ type: 'seg-placed', segmentationId, place: file.place, tracking });
    return this.waiting;
  }

  /** The probabilities of all filled slices that still look as the run left them, and who has none. */
  private async soft(
    segmentationId: string,
    segments: readonly SegmentSource[],
  ): Promise<{ soft: readonly SoftSlice[]; hard: readonly HardSegment[] }> {
    const state = this.session.store.getSnapshot();
    const wanted = segments.flatMap(({ index }) => {
      const key = segmentKey(segmentationId, index);
      const { masks, provenance } = segmentSession(state, key);
      return sliceStates(masks, provenance).flatMap(({ role, runId }, slice) =>
        role === 'propagated' && runId !== undefined
          ? [{ index, name: { segmentKey: key, slice, token: tokenOf(runId) } }]
          : [],
      );
    });
    const found = await this.softMasks(wanted.map(({ name }) => name));
    const soft = wanted.flatMap(({ index, name: { slice } }, n): SoftSlice[] => {
      const mask = found[n];
      return mask ? [{ index, slice, mask }] : [];
    });
    const hard = segments.map(({ index, label }): HardSegment => {
      const of = (all: readonly { readonly index: number }[]) => all.filter((one) => one.index === index);
      const filled = of(wanted).length;
      return { label, filled, missing: filled - of(soft).length };
    });
    return { soft, hard: hard.filter(({ filled, missing }) => filled === 0 || missing > 0) };
  }

  private segmentsToSave(segmentationId: string, sources: readonly SegmentSource[]): SegmentToSave[] {
    const state = this.session.store.getSnapshot();
    const keys = sources.map(({ index }) => segmentKey(segmentationId, index));
    const sessions = keys.map((key) => segmentSession(state, key));
    const ids = trackingIds(
      sources.map(({ index, label }, n) => {
        const { tracking, loaded } = sessions[n];
        return { number: index, label, trackingId: (tracking ?? loaded)?.trackingId };
      }),
    );
    return sources.map((segment, n): SegmentToSave => {
      const { structure, loaded, tracking } = sessions[n];
      return {
        ...segment,
        algorithm: algorithmBehind(sessions[n]),
        structure: (structure === null ? undefined : structureById(structure)) ?? null,
        loaded,
        trackingUid: (tracking ?? loaded)?.trackingUid ?? newUid(),
        trackingId: ids[n],
        origins: originsOf(segmentView(state, keys[n])),
      };
    });
  }
}

/** Rejects once somebody has had enough of waiting. */
function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new UserError(texts.save.stopped)), { once: true });
  });
}

/** A SEG that was written, the segments in it that should have probabilities and have none, and what it holds. */
interface Written {
  readonly file: SegFile;
  readonly hard: readonly HardSegment[];
  readonly saved: SavedContent;
}

function originsOf({ slices }: SegmentView): Map<number, SliceOrigin> {
  return new Map(
    slices.flatMap((view, slice) => {
      const origin = originOf(view);
      return origin ? [[slice, origin] as const] : [];
    }),
  );
}
