import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { FrameLattice } from './frame-lattice';
import { frameLattice } from './frame-lattice';
import type { SegFrame } from './seg-frame';

/** A frame whose pixels are voxels of the volume. */
export interface PlacedFrame {
  readonly frame: SegFrame;
  readonly lattice: FrameLattice;
  /** It lies on a slice of the volume, and not beside it or between two. */
  readonly onSlice: boolean;
}

export interface FramePlaces {
  readonly placed: readonly PlacedFrame[];
  /** Number of frames that do not say where they lie, and were placed by the image they were made from. */
  readonly bySource: number;
}

/** The source images of the slices of a volume. */
export type SliceSources = readonly { readonly sopInstanceUid: string; readonly frameNumber?: number }[];

/**
 * Where frames lie on the voxels of a volume: by their position in space, which needs no order of frames or slices, or,
 * for a frame without one, by the image that it was made from.
 *
 * @returns undefined if a frame has another grid than the volume (another resolution, or turned by an odd angle)
 */
export function placeFrames(
  frames: readonly SegFrame[],
  geometry: VolumeGeometry,
  instances: SliceSources,
  size: { readonly rows: number; readonly columns: number },
): FramePlaces | undefined {
  const key = (sop: string, frame: number | string): string => `${sop} ${frame || 1}`;
  const sliceOf = new Map(
    instances.map(({ sopInstanceUid, frameNumber }, k) => [key(sopInstanceUid, frameNumber ?? 1), k]),
  );
  const latticeOfSource = ({ sources }: SegFrame): FrameLattice | undefined => {
    const slice = sources
      .map(({ sopInstanceUid, frameNumber }) => sliceOf.get(key(sopInstanceUid, frameNumber)))
      .find((k) => k !== undefined);
    if (slice === undefined || size.columns !== geometry.columns || size.rows !== geometry.rows) {
      return undefined;
    }
    return { start: [0, 0, slice], alongColumns: [1, 0, 0], alongRows: [0, 1, 0] };
  };
  const placed: PlacedFrame[] = [];
  let bySource = 0;
  for (const frame of frames) {
    const lattice = frame.plane ? frameLattice(frame.plane, geometry) : latticeOfSource(frame);
    if (!lattice) return undefined;
    if (!frame.plane) bySource++;
    placed.push({ frame, lattice, onSlice: isOnSlice(lattice, geometry) });
  }
  return { placed, bySource };
}

function isOnSlice(lattice: FrameLattice, { columns, rows, slices }: VolumeGeometry): boolean {
  const axis = depthAxis(lattice);
  const depth = lattice.start[axis];
  return Number.isInteger(depth) && depth >= 0 && depth < [columns, rows, slices][axis];
}

/** The axis of the volume along which the frame's normal lies. */
export function depthAxis({ alongColumns, alongRows }: FrameLattice): 0 | 1 | 2 {
  return ([0, 1, 2] as const).find((axis) => !alongColumns[axis] && !alongRows[axis])!;
}

/** Calls back for every pixel of a frame that is labelled and is a voxel of the volume. */
export function forEachLabelledVoxel(
  { start, alongColumns, alongRows }: FrameLattice,
  labels: Uint16Array,
  frameColumns: number,
  { columns, rows, slices }: VolumeGeometry,
  visit: (voxel: number, label: number) => void,
): void {
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const label = labels[pixel];
    if (label === 0) continue;
    const column = pixel % frameColumns;
    const row = (pixel - column) / frameColumns;
    const i = start[0] + column * alongColumns[0] + row * alongRows[0];
    const j = start[1] + column * alongColumns[1] + row * alongRows[1];
    const k = start[2] + column * alongColumns[2] + row * alongRows[2];
    if (i >= 0 && j >= 0 && k >= 0 && i < columns && j < rows && k < slices) {
      visit((k * rows + j) * columns + i, label);
    }
  }
}
