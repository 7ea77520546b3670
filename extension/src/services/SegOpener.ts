import { UserError } from '@few-shot-lms/engine';
import type { SegReading, SegReadRequest, SegUse } from '../opening/OpenedSeg';
import { isGoing } from '../state/runState';
import type { OpeningState } from '../state/sessionState';
import type { SeriesSummary } from '../state/viewerContext';
import { texts } from '../texts';
import { errorDetail } from '../worker/wireError';
import type { LabelReader } from './LabelReader';
import { sentence, type Session } from './Session';

/** Reads a SEG, off the main thread. */
export interface SegReaderPort {
  /** A reading that was stopped ends in null. @throws UserError */
  read(request: SegReadRequest): Promise<SegReading | null>;
  stop(): void;
}

/** A SEG of the study by the identifier of its listing, or a file of the user's. */
export type SegChoice = { readonly id: string } | { readonly file: Pick<File, 'name' | 'arrayBuffer'> };

/** A SEG on its way, kept while the user is asked for a threshold. */
interface Pending {
  readonly name: string;
  readonly bytes: ArrayBuffer;
  readonly series: SeriesSummary;
  readonly use: SegUse;
}

/** Opens SEGs with the product's own reader, each as a new segmentation of the active series. */
export class SegOpener {
  private pending: Pending | undefined;
  /** Counts choices and stops: what belongs to an earlier one says nothing any more. */
  private turn = 0;

  constructor(
    private readonly session: Session,
    private readonly labels: LabelReader,
    private readonly reader: SegReaderPort,
  ) {}

  /** What goes wrong with the SEG is in the state then. @throws UserError if nothing can be opened now */
  async open(choice: SegChoice, use: SegUse): Promise<void> {
    const { store, host } = this.session;
    const { context, opening, run, segs } = store.getSnapshot();
    if (opening.phase === 'reading') return;
    if (isGoing(run)) throw new UserError(texts.problems.busy);
    if (context.kind === 'no-series') throw new UserError(context.reason);
    const listed = 'id' in choice ? segs.find(({ id }) => id === choice.id) : undefined;
    const name = 'file' in choice ? choice.file.name : listed?.description || texts.open.unnamed;
    this.pending = undefined;
    await this.attempt(name, async (isCurrent) => {
      const bytes = 'file' in choice ? await bytesOf(choice.file) : await host.segFile(choice.id);
      if (isCurrent()) await this.read({ name, bytes, series: context.series, use }, null, isCurrent);
    });
  }

  /**
   * Goes on with a SEG of fractions.
   * @param share from which on a voxel is object, above 0 and at most 1. @throws UserError
   */
  async answerThreshold(share: number): Promise<void> {
    const { pending } = this;
    if (!pending || this.session.store.getSnapshot().opening.phase !== 'asks-threshold') {
      throw new UserError(texts.open.nothingAsked);
    }
    if (!(share > 0 && share <= 1)) throw new UserError(texts.open.badThreshold);
    await this.attempt(pending.name, (isCurrent) => this.read(pending, share, isCurrent));
  }

  /** Ends a reading, or takes back the choice of a SEG that asks for a threshold. */
  stop(): void {
    this.turn++;
    this.pending = undefined;
    this.reader.stop();
    this.show({ phase: 'idle' });
  }

  private async attempt(name: string, action: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const turn = ++this.turn;
    const isCurrent = () => this.turn === turn;
    this.show({ phase: 'reading', name });
    try {
      await action(isCurrent);
    } catch (error) {
      if (isCurrent()) this.show({ phase: 'failed', name, message: sentence(error) });
    }
  }

  private async read(chosen: Pending, threshold: number | null, isCurrent: () => boolean): Promise<void> {
    const { host, store } = this.session;
    const { name, bytes, series, use } = chosen;
    const reading = await this.reader.read({ bytes, target: host.segTarget(series), use, threshold });
    if (!reading || !isCurrent()) return;
    const { context } = store.getSnapshot();
    if (context.kind === 'no-series' || context.series.key !== series.key) {
      throw new UserError(texts.open.otherSeries);
    }
    if (reading.kind === 'asks-threshold') {
      this.pending = chosen;
      this.show({ phase: 'asks-threshold', name, fractions: reading.fractions });
      return;
    }
    this.pending = undefined;
    const { seg } = reading;
    const segmentationId = await host.openSegmentation(series, { ...seg, label: seg.label || name });
    this.labels.read(segmentationId);
    this.show({ phase: 'opened', name, segments: seg.segments.length, notes: seg.notes });
  }

  private show(opening: OpeningState): void {
    this.session.store.dispatch({ type: 'opening', opening });
  }
}

async function bytesOf(file: Pick<File, 'arrayBuffer'>): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (error) {
    throw new UserError(texts.open.fileNotRead(errorDetail(error)));
  }
}
