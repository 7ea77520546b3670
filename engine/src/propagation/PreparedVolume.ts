import type { PreprocessParameters } from '../model/manifest';
import {
  toUnit,
  volumeIntensity,
  windowForAll,
  windowForObject,
  type GreyWindow,
} from '../preprocess/intensity';
import { sliceOf, type DrawnSlice, type Volume, type VoxelArray } from '../volume/volume';
import type { SliceSource } from './SliceSource';

/**
 * Bytes of normalised slices kept under one window: a walk asks for each of its slices a few times in a row, several
 * walks go on at a time, and an update asks for the slices of the run before.
 */
const KEPT_BYTES = 64 * 1024 * 1024;
/** Large slices: at least what two walks have in hand. */
const KEPT_AT_LEAST = 16;

/** A volume with what a model's preprocessing needs to know of all its voxels, worked out once and shared by all runs. */
export class PreparedVolume {
  private readonly intensity;
  private readonly sources = new Map<string, SliceSource>();
  private latest: SliceSource | null = null;

  /**
   * Looks at every voxel a few times: some 4 ms a slice of 512 × 512 whole numbers, 10 ms where they are floats.
   * @param name tells the volume from all others, so that it is known again when it is prepared once more
   */
  constructor(
    readonly volume: Volume,
    private readonly preprocess: PreprocessParameters,
    private readonly name?: string,
  ) {
    this.intensity = volumeIntensity(volume.data, volume.modality, preprocess);
  }

  /** The slices in [0, 1] under the grey-value window for what is drawn. */
  sourceFor({ slice, mask }: DrawnSlice): SliceSource {
    return this.sourceWith(sliceOf(this.volume, slice).filter((_, p) => mask[p] !== 0));
  }

  /** The same for an object with these voxel values in modality units, drawn on this volume or on another. */
  sourceWith(values: VoxelArray): SliceSource {
    this.latest = this.under(windowForObject(this.intensity, values, this.preprocess));
    return this.latest;
  }

  /** What the next object will ask for: its only window, or that of the latest object; null while that is open. */
  likelySource(): SliceSource | null {
    const window = windowForAll(this.intensity, this.preprocess);
    return window ? this.under(window) : this.latest;
  }

  private under(window: GreyWindow): SliceSource {
    const key = `${window.low} ${window.high}`;
    let source = this.sources.get(key);
    if (!source) {
      source = {
        ...sliceSource(this.volume, window),
        name: this.name === undefined ? undefined : `${this.name} ${key}`,
      };
      this.sources.set(key, source);
    }
    return source;
  }
}

/** Slices under one grey-value window, the latest few kept. */
function sliceSource(volume: Volume, window: GreyWindow): SliceSource {
  const { columns, rows, slices, spacing, slicePositions } = volume.geometry;
  const kept = new Map<number, Float32Array>();
  const most = Math.max(KEPT_AT_LEAST, Math.floor(KEPT_BYTES / (4 * columns * rows)));
  return {
    columns,
    rows,
    slices,
    spacing: [spacing[0], spacing[1]],
    position: (slice) => slicePositions[slice],
    unit(slice) {
      const data = kept.get(slice) ?? toUnit(sliceOf(volume, slice), window);
      // Asked for again means kept longer.
      kept.delete(slice);
      kept.set(slice, data);
      if (kept.size > most) kept.delete(kept.keys().next().value!);
      return { data, columns, rows };
    },
  };
}
