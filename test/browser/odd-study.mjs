import { fixtureBuilder } from './fixture-builder.mjs';

/**
 * An object of a series, in patient space: an ellipse with a bump at one corner (no symmetry), that drifts from slice
 * to slice and ends inside the volume. Lengths in mm; `along` are the directions of growing columns and rows, and
 * `normal` their cross product.
 *
 * @returns {(point: number[]) => boolean} whether a point (LPS, mm) lies in the object
 */
function objectAt({ centre, along, normal, radii, drift, bump, depths }) {
  return (point) => {
    const offset = point.map((value, axis) => value - centre[axis]);
    const depth = dot(offset, normal);
    if (depth < depths[0] || depth > depths[1]) return false;
    const [u, v] = [0, 1].map((axis) => dot(offset, along[axis]) - drift[axis] * depth);
    const inEllipse = (u / radii[0]) ** 2 + (v / radii[1]) ** 2 <= 1;
    return inEllipse || Math.hypot(u - bump.at[0], v - bump.at[1]) <= bump.radius;
  };
}

/**
 * Two series of one study with an object each:
 * a CT with a tilted gantry, numbered against its positions, pixels that are not square, signed, rescaled;
 * a sagittal MR whose images are numbered in no order.
 *
 * @returns per series `files`, `inside` (of a point in patient space), `sopInstanceUids`, `seriesInstanceUid`,
 * `studyInstanceUid`, `modality`, `slices`
 */
export async function oddStudy() {
  const { makeSeries, orientations } = await fixtureBuilder();
  const studyInstanceUid = '2.25.70081000';
  const tilt = 0.35;
  const ct = painted(makeSeries, {
    studyInstanceUid,
    modality: 'CT',
    description: 'tilted CT',
    seriesNumber: 11,
    columns: 112,
    rows: 88,
    slices: 16,
    orientation: orientations.oblique,
    origin: [-58.5, -21.25, 310.5],
    pixelSpacing: [0.8, 1.1],
    sliceSpacing: 2.5,
    // The table moves along z while the images are tilted about x by the angle of `orientations.oblique`.
    shear: 2.5 * Math.tan(tilt),
    order: 'descending',
    signed: true,
    slope: 1.5,
    intercept: -400,
    levels: { air: -1000, body: 20, texture: 22, noise: 12, other: 75, object: 190 },
    object: {
      start: [48, 44, 7],
      radii: [13.2, 6.4],
      drift: [0.44, 0],
      bump: { at: [9, -5], radius: 5 },
      slices: [3, 12],
    },
  });
  const mr = painted(makeSeries, {
    studyInstanceUid,
    modality: 'MR',
    description: 'sagittal MR',
    seriesNumber: 12,
    columns: 96,
    rows: 104,
    slices: 14,
    orientation: orientations.sagittal,
    origin: [12.5, -48.25, 97.75],
    pixelSpacing: [1.2, 0.9],
    sliceSpacing: 3,
    order: 'shuffled',
    levels: { air: 8, body: 260, texture: 25, noise: 12, other: 330, object: 560 },
    object: {
      start: [55, 47, 6],
      radii: [9, 15],
      drift: [-0.25, 0.35],
      bump: { at: [-6, 12], radius: 6 },
      slices: [2, 11],
    },
  });
  return { studyInstanceUid, ct, mr };
}

/** A series with body, texture, a second structure and the object. */
function painted(makeSeries, { object, levels, ...options }) {
  const { columns, rows, orientation, origin, pixelSpacing, sliceSpacing, shear = 0 } = options;
  const along = [orientation.slice(0, 3), orientation.slice(3, 6)];
  const normal = cross(...along);
  const pointAt = (i, j, k) =>
    origin.map(
      (start, axis) =>
        start +
        along[0][axis] * i * pixelSpacing[1] +
        along[1][axis] * (j * pixelSpacing[0] + k * shear) +
        normal[axis] * k * sliceSpacing,
    );
  const middle = object.start[2];
  const inside = objectAt({
    ...object,
    along,
    normal,
    centre: pointAt(...object.start),
    depths: [
      (object.slices[0] - middle - 0.25) * sliceSpacing,
      (object.slices[1] - middle + 0.25) * sliceSpacing,
    ],
  });
  const random = randomNumbers(options.seriesNumber);
  const valueAt = (i, j, k) => {
    const [x, y] = [(i - columns / 2) / (0.44 * columns), (j - rows / 2) / (0.44 * rows)];
    const noise = levels.noise * (random() + random() + random() - 1.5);
    if (x * x + y * y > 1) return levels.air + Math.abs(noise);
    const texture = levels.texture * (Math.sin(0.31 * i + 0.2 * k) + Math.sin(0.23 * j - 0.13 * i + 1));
    if (inside(pointAt(i, j, k))) return levels.object + 0.3 * texture + noise;
    const other = ((x + 0.55) / 0.18) ** 2 + ((y - 0.1) / 0.3) ** 2 < 1;
    return (other ? levels.other : levels.body) + texture + noise;
  };
  const { slope = 1, intercept = 0 } = options;
  const made = makeSeries({
    ...options,
    storedAt: (i, j, k) => Math.round((valueAt(i, j, k) - intercept) / slope),
  });
  return { ...made, inside, modality: options.modality, slices: options.slices };
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function dot(a, b) {
  return a.reduce((sum, value, axis) => sum + value * b[axis], 0);
}

export function cross(a, b) {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
