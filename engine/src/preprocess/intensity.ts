import type { VoxelArray } from '../volume/volume';
import type { CtWindow, PreprocessParameters } from '../model/manifest';
import { ranked } from './ranked';

/** An interval of modality units that becomes [0, 1]. */
export interface GreyWindow {
  readonly low: number;
  readonly high: number;
}

/** What does not change within a volume: whether it is in Hounsfield units, else its percentile window. */
export interface VolumeIntensity {
  readonly hounsfield: boolean;
  readonly percentileWindow: GreyWindow;
}

/**
 * Looks at all voxels, a few times unless they are Hounsfield units.
 * @param modality DICOM code or '' (unknown). Only CT, or unknown, that reaches down to air counts as Hounsfield units:
 *   an 8-bit export of a CT does not.
 */
export function volumeIntensity(
  data: VoxelArray,
  modality: string,
  parameters: PreprocessParameters,
): VolumeIntensity {
  let minimum = Infinity;
  for (let i = 0; i < data.length; i++) if (data[i] < minimum) minimum = data[i];
  const hounsfield = (modality === 'CT' || modality === '') && minimum <= parameters.hounsfieldBelow;
  const [low, high] = hounsfield ? [0, 1] : percentiles(data, parameters.percentiles);
  return { hounsfield, percentileWindow: { low, high: Math.max(high, low + 1e-6) } };
}

/** The grey-value window for an object, chosen by the values of its drawn voxels (the median decides in CT). */
export function windowForObject(
  intensity: VolumeIntensity,
  drawnValues: VoxelArray,
  parameters: PreprocessParameters,
): GreyWindow {
  if (!intensity.hounsfield) return intensity.percentileWindow;
  const [median] = percentiles(drawnValues, [50]);
  const fits = (w: CtWindow) => w.objectBelow === null || median < w.objectBelow;
  const found = parameters.ctWindows.find(fits) ?? parameters.ctWindows[parameters.ctWindows.length - 1];
  return { low: found.low, high: found.high };
}

/** The window that every object of the volume gets; null where the object decides. */
export function windowForAll(
  intensity: VolumeIntensity,
  { ctWindows }: PreprocessParameters,
): GreyWindow | null {
  if (!intensity.hounsfield) return intensity.percentileWindow;
  const [only, ...others] = ctWindows;
  return others.length === 0 ? { low: only.low, high: only.high } : null;
}

/** Clips to the window and scales to [0, 1]. */
export function toUnit(values: VoxelArray, window: GreyWindow): Float32Array {
  const out = new Float32Array(values.length);
  const width = window.high - window.low;
  for (let i = 0; i < values.length; i++) {
    out[i] = Math.min(1, Math.max(0, (values[i] - window.low) / width));
  }
  return out;
}

/** Percentiles with linear interpolation between order statistics (numpy's default); NaN where there are no values. */
export function percentiles(data: VoxelArray, wanted: readonly number[]): number[] {
  if (data.length === 0) return wanted.map(() => NaN);
  const at = ranked(data);
  return wanted.map((p) => {
    const position = ((data.length - 1) * p) / 100;
    const i = Math.floor(position);
    const here = at(i);
    return here + (at(Math.min(i + 1, data.length - 1)) - here) * (position - i);
  });
}
