import { Enums } from '@cornerstonejs/core';
import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { ShownViewport } from './ohifServices';

/** Cosine of the angle between two directions from which on they are one, as Cornerstone3D has it. */
const PARALLEL = 1 - 1e-3;
/** A plane that is inclined by more shows next to nothing of a slice. */
const NEAR = Math.SQRT1_2;

/** The viewport to show a slice in. */
export interface SliceViewport {
  readonly viewport: ShownViewport;
  /** Whether it shows the slices as they were acquired; otherwise its plane is inclined to them. */
  readonly inPlane: boolean;
}

/**
 * The viewport to show slices of a series in: the first that is in the plane of acquisition, otherwise the one whose plane
 * comes closest to it.
 * @param viewports those that show the series, the preferred one first
 */
export function sliceViewport(
  viewports: readonly ShownViewport[],
  { direction }: Pick<VolumeGeometry, 'direction'>,
): SliceViewport | undefined {
  const alongs = viewports.map((viewport) => along(viewport, normalOf(direction)));
  const inPlane = alongs.findIndex((cosine) => cosine >= PARALLEL);
  if (inPlane >= 0) return { viewport: viewports[inPlane], inPlane: true };
  const nearest = alongs.indexOf(Math.max(...alongs));
  return alongs[nearest] > NEAR ? { viewport: viewports[nearest], inPlane: false } : undefined;
}

/** The normal of the slices: with a tilted gantry it is not the way from one to the next, which `direction[2]` is. */
function normalOf([[ax, ay, az], [bx, by, bz]]: VolumeGeometry['direction']): readonly number[] {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
}

/** How far a viewport looks along the slices' normal: 1 for a stack of slices, 0 for a view of no plane. */
function along(viewport: ShownViewport, normal: readonly number[]): number {
  if (viewport.type === Enums.ViewportType.STACK) return 1;
  if (viewport.type !== Enums.ViewportType.ORTHOGRAPHIC) return 0;
  const looking = viewport.getCamera?.().viewPlaneNormal ?? [0, 0, 0];
  return Math.abs(normal.reduce((sum, value, axis) => sum + value * looking[axis], 0));
}
