import type { VolumeGeometry } from '@few-shot-lms/engine';
import { normalOf } from '../series/slice-plane';
import { dot } from '../series/vector';
import type { SegFrame } from './seg-frame';
import { dicomError } from '../sentences';

/** Frames nearer than this in mm lie in one place. */
const SAME_PLACE = 0.01;

/**
 * Frames farther apart than this many times their thickness are not neighbours: there are slices between them that were not
 * annotated. Slices of MR have gaps, mostly of a quarter of their thickness, so that the next slice is far from twice as far
 * away; every second slice of a series without gaps is.
 */
const NOT_NEIGHBOURS = 1.9;

/**
 * The distance between the frames of a SEG in mm. Empty frames are often left out, so that it is the smallest distance found,
 * where the file does not say it; undefined if there is only one place.
 */
export function frameDistance(frames: readonly SegFrame[]): number | undefined {
  const said = firstAboveZero(frames.map(({ spacing }) => spacing));
  if (said !== undefined) return said;
  const depths = frames
    .flatMap(({ plane }) => (plane ? dot(plane.imagePosition, normalOf(plane)) : []))
    .sort((a, b) => a - b);
  const gaps = depths.slice(1).map((depth, index) => depth - depths[index]);
  const smallest = gaps.filter((gap) => gap > SAME_PLACE).reduce((a, b) => Math.min(a, b), Infinity);
  return smallest < Infinity ? smallest : undefined;
}

/** How thick the slices of a SEG are in mm; undefined if it does not say so. */
export function frameThickness(frames: readonly SegFrame[]): number | undefined {
  return firstAboveZero(frames.map(({ thickness }) => thickness));
}

/**
 * How much of space a frame stands for along its normal in mm: the way to the next one. Where frames are no neighbours they
 * stand for their thickness alone, lest slices between them get what nobody has drawn; but for a slice of the volume at
 * least, lest they be lost between two.
 *
 * @throws UserError if there is only one place and the file says neither distance nor thickness
 */
export function frameExtent(frames: readonly SegFrame[], geometry: VolumeGeometry): number {
  const distance = frameDistance(frames);
  const thickness = frameThickness(frames);
  const extent = distance ?? thickness;
  if (extent === undefined) throw dicomError('noThickness');
  if (thickness === undefined || extent <= NOT_NEIGHBOURS * thickness) return extent;
  return Math.min(extent, Math.max(thickness, stepAcross(frames, geometry)));
}

/** The longest step from voxel to voxel, as far as it leads along the normal of the frames, mm. */
function stepAcross(frames: readonly SegFrame[], { direction, spacing }: VolumeGeometry): number {
  const plane = frames.map((frame) => frame.plane).find((one) => one !== undefined);
  if (!plane) return 0;
  const normal = normalOf(plane);
  return Math.max(...direction.map((along, axis) => Math.abs(dot(along, normal)) * spacing[axis]));
}

const firstAboveZero = (values: readonly (number | undefined)[]): number | undefined =>
  values.find((value) => value !== undefined && value > 0);
