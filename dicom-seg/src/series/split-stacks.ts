import { sameGrid } from './order-slices';
import { normalOf } from './slice-plane';
import type { SourceInstance } from './source-instance';
import type { StackAttribute } from './stack-attributes';
import { stackAttributes, stackValue } from './stack-attributes';
import { cross, dot, toVector } from './vector';

/** Images that lie one behind the other, each in a place of its own. */
export interface Stack {
  /** What sets it apart from the other stacks of the series, for a person. */
  readonly name: string;
  /** Indices of its images. */
  readonly members: readonly number[];
}

/** Images nearer than this in mm, or this share of the distance between slices, lie in one place (as `orderSlices` has it). */
const SAME_PLACE = 0.01;
const SAME_PLACE_SHARE = 0.02;

/**
 * Splits the images of a series into stacks: by grid (orientation, size, pixel spacing), and where several images lie in
 * one place, by what tells them apart (acquisition, phase, echo, b-value, …). Without any such attribute the first images
 * of all places make a stack, the second ones another; a slice that is there twice makes a stack of its own second image.
 *
 * @returns stacks in the order of their first image
 */
export function splitStacks(instances: readonly SourceInstance[]): Stack[] {
  const grids: number[][] = [];
  instances.forEach(({ plane }, index) => {
    const grid = grids.find(([first]) => sameGrid(instances[first].plane, plane));
    if (grid) grid.push(index);
    else grids.push([index]);
  });
  return grids.flatMap((members) => {
    const names = grids.length > 1 ? [gridName(instances[members[0]])] : [];
    return splitPlaces(instances, members, names, stackAttributes);
  });
}

function splitPlaces(
  instances: readonly SourceInstance[],
  members: readonly number[],
  names: readonly string[],
  attributes: readonly StackAttribute[],
): Stack[] {
  const stack: Stack = { name: names.join(', ') || 'all', members };
  const places = placesOf(instances, members);
  const most = Math.max(...places.map(({ length }) => length));
  if (most === 1) return [stack];
  // Where only a few slices are there twice, as at the seam of two acquisitions, the rest belongs together.
  const manyTwice = 2 * places.filter(({ length }) => length > 1).length >= places.length;
  for (const [tried, attribute] of manyTwice ? attributes.entries() : []) {
    const groups = new Map<string, number[]>();
    for (const index of members) {
      const value = stackValue(instances[index], attribute);
      const group = groups.get(value);
      if (group) group.push(index);
      else groups.set(value, [index]);
    }
    // An attribute that differs from image to image (a time, a counter) makes no stacks.
    if (groups.size < 2 || groups.size > most) continue;
    return Array.from(groups, ([value, group]) =>
      splitPlaces(
        instances,
        group,
        [...names, `${attribute.name} ${value || 'absent'}`],
        attributes.slice(tried + 1),
      ),
    ).flat();
  }
  const even = places.every(({ length }) => length === most);
  return Array.from({ length: most }, (_, nth) => ({
    name: [...names, even ? `image ${nth + 1} of ${most} in each place` : nthWhereThereAre(nth + 1)].join(
      ', ',
    ),
    members: places.flatMap((place) => place[nth] ?? []),
  }));
}

function nthWhereThereAre(number: number): string {
  return number === 1 ? 'first image in each place' : `image ${number} where a place has several`;
}

/** Images by place along the normal, those of one place in the order of their numbers. */
function placesOf(instances: readonly SourceInstance[], members: readonly number[]): number[][] {
  const normal = normalOf(instances[members[0]].plane);
  const depth = (index: number): number => dot(instances[index].plane.imagePosition, normal);
  const sorted = [...members].sort((a, b) => depth(a) - depth(b) || a - b);
  const gaps = sorted.slice(1).map((index, k) => depth(index) - depth(sorted[k]));
  const apart = gaps.filter((gap) => gap > SAME_PLACE).sort((a, b) => a - b);
  // The larger gaps are those between places, also where two acquisitions lie a little beside each other.
  const near = Math.max(SAME_PLACE, SAME_PLACE_SHARE * (apart[Math.floor(0.75 * apart.length)] ?? 0));
  const places: number[][] = [];
  for (const index of sorted) {
    const place = places.at(-1);
    if (place && depth(index) - depth(place[0]) <= near) place.push(index);
    else places.push([index]);
  }
  const number = (index: number): number => Number(instances[index].dataset.InstanceNumber) || 0;
  return places.map((place) => place.sort((a, b) => number(a) - number(b) || a - b));
}

function gridName({ plane }: SourceInstance): string {
  const normal = cross(toVector(plane.imageOrientation, 0), toVector(plane.imageOrientation, 3)).map(
    Math.abs,
  );
  const names = ['sagittal', 'coronal', 'axial'];
  const name = names[normal.indexOf(Math.max(...normal))];
  return `${name} ${plane.columns}×${plane.rows}`;
}
