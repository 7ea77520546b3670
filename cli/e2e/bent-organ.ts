import type { RasAffine } from '../src/nifti/affine';

export const SIZE = [112, 88, 20] as const;
/** Oblique, row axis flipped, pixels not square: a swap or a flip anywhere would miss the object. */
export const AFFINE: RasAffine = [
  [-1.38, 0.06, 0.21, 74],
  [0.07, -1.52, 0.12, 61],
  [0.08, 0.05, 3.9, -210],
];
export const DRAWN_SLICE = 10;
const FIRST = 4;
const LAST = 16;

/**
 * A bean that bends along the slices, between its first and last slice only, beside a second object of nearly the same
 * grey; textured background, noise. MR-like numbers.
 */
export function bentOrgan(): { image: Int16Array; truth: Uint8Array } {
  const [columns, rows, slices] = SIZE;
  const random = generator(20240611);
  const image = new Int16Array(columns * rows * slices);
  const truth = new Uint8Array(image.length);
  for (let k = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const n = (k * rows + j) * columns + i;
        truth[n] = isOrgan(i, j, k) ? 1 : 0;
        const neighbour = Math.hypot((i - 70) / 14, (j - 62) / 15) < 1;
        const grey = truth[n] ? 620 : neighbour ? 480 : 250 + 40 * Math.sin(i / 9) * Math.cos(j / 7);
        image[n] = Math.round(grey + 120 * (random() + random() + random() - 1.5));
      }
    }
  }
  return { image, truth };
}

function isOrgan(i: number, j: number, k: number): boolean {
  if (k < FIRST || k > LAST) return false;
  const along = (k - FIRST) / (LAST - FIRST);
  const width = 0.55 + 0.45 * Math.sin(Math.PI * (0.1 + 0.8 * along));
  const [x, y] = [i - (34 + 12 * along), j - (34 + 6 * Math.sin(3 * along))];
  const body = Math.hypot(x / (17 * width), y / (12 * width)) < 1;
  const lobe = Math.hypot((x - 12 * width) / (8 * width), (y - 9 * width) / (9 * width)) < 1;
  return body || lobe;
}

/** Numbers in 0..1 that are the same on every machine (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
