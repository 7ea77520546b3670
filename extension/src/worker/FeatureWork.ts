import {
  encodeNext,
  type PlainModel,
  type PreparedVolume,
  type PropagationModel,
} from '@few-shot-lms/engine';
import type { FeatureDisk } from './FeatureDisk';
import type { FeaturesMade, ShelfWish, WorkerCalls } from './protocol';
import type { ShelfReport } from '../state/featuresState';

type VolumeFacts = Pick<WorkerCalls['setVolume']['params'], 'identity' | 'featureBytes'>;

/** What the worker does about features of plain models besides runs: makes them ahead, and keeps them on disk if wished. */
export class FeatureWork {
  private disk: Promise<FeatureDisk> | undefined;
  private wish: ShelfWish | null = null;
  /** Switched on since the last step: what is in memory by then is kept as well. */
  private switchedOn = false;

  constructor(private readonly openDisk: () => Promise<FeatureDisk>) {}

  /** @param wish null: nothing is read from disk nor written to it any more; what is there stays */
  async keep(wish: ShelfWish | null): Promise<ShelfReport> {
    this.switchedOn = wish !== null && this.wish === null;
    this.wish = wish;
    const disk = await this.opened();
    await disk.allow(wish?.limitBytes ?? null);
    return disk.report();
  }

  async deleteAll(): Promise<ShelfReport> {
    const disk = await this.opened();
    await disk.deleteAll();
    return disk.report();
  }

  /** Has a model use the memory and the shelf that there are for the volume; before anything runs on it. */
  async attach({ network, entry }: PlainModel, { identity, featureBytes }: VolumeFacts): Promise<void> {
    network.store.limit(featureBytes);
    const disk = this.wish && (await this.opened());
    network.shelf =
      this.wish && disk
        ? disk.shelf({
            salt: this.wish.salt,
            identity,
            modelHash: entry.files.encoder.sha256,
            channels: entry.features,
            cells: entry.plain.size / entry.stride,
          })
        : null;
  }

  /** One slice more, outward from the viewed one; null where nothing can be made ahead. */
  async next(
    model: PropagationModel,
    prepared: PreparedVolume,
    viewed: number,
    facts: VolumeFacts,
  ): Promise<FeaturesMade | null> {
    if (model.kind !== 'plain') return null;
    await this.attach(model, facts);
    const source = this.switchedOn ? prepared.likelySource() : null;
    if (source) model.network.volumeOf(source).offerToShelf();
    this.switchedOn = false;
    const progress = await encodeNext(model, prepared, viewed);
    return progress && { ...progress, shelf: this.disk ? (await this.disk).report() : null };
  }

  private opened(): Promise<FeatureDisk> {
    this.disk ??= this.openDisk();
    return this.disk;
  }
}
