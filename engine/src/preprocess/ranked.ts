import type { VoxelArray } from '../volume/volume';

/** The value at a rank, counted from 0: as in the sorted array, -0 before 0 and NaN last. */
export type Ranked = (rank: number) => number;

const HALF = 65536;

/** Order statistics by counting, which looks at every value a few times; sorting a volume takes ten times as long. */
export function ranked(data: VoxelArray): Ranked {
  return data instanceof Float32Array ? rankedFloats(data) : rankedWholes(data);
}

/** Whole numbers of at most 16 bits. */
function rankedWholes(data: Exclude<VoxelArray, Float32Array>): Ranked {
  const OFFSET = 32768;
  const counts = new Uint32Array(OFFSET + HALF);
  for (let i = 0; i < data.length; i++) counts[data[i] + OFFSET]++;
  return (rank) => find(counts, rank).place - OFFSET;
}

/** Counts the upper halves of the keys, and the lower ones only of those values that share the upper half asked for. */
function rankedFloats(data: Float32Array): Ranked {
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  const upper = new Uint32Array(HALF);
  for (let i = 0; i < bits.length; i++) upper[keyOf(bits[i]) >>> 16]++;
  // Ranks that are asked for one after the other mostly share it.
  let latest: { half: number; lower: Uint32Array } | undefined;
  return (rank) => {
    const { place: half, before } = find(upper, rank);
    if (latest?.half !== half) latest = { half, lower: countLower(bits, half) };
    return floatOf((half << 16) | find(latest.lower, rank - before).place);
  };
}

function countLower(bits: Int32Array, half: number): Uint32Array {
  const counts = new Uint32Array(HALF);
  for (let i = 0; i < bits.length; i++) {
    const key = keyOf(bits[i]);
    if (key >>> 16 === half) counts[key & 0xffff]++;
  }
  return counts;
}

/** Where the values of a rank are counted, and how many are counted before. */
function find(counts: Uint32Array, rank: number): { place: number; before: number } {
  let before = 0;
  for (let place = 0; place < counts.length; place++) {
    if (before + counts[place] > rank) return { place, before };
    before += counts[place];
  }
  throw new RangeError(`no value of rank ${rank} among ${before}`);
}

const SIGN = 0x80000000 | 0;
/** The bits of -Infinity; larger ones with the sign are those of a NaN. */
const LOWEST = 0xff800000 | 0;

/** The bits of a float so that, taken without a sign, they are in the order of the values. */
function keyOf(bits: number): number {
  if (bits > LOWEST && bits < 0) return -1;
  return bits ^ ((bits >> 31) | SIGN);
}

function floatOf(key: number): number {
  const bits = key < 0 ? key ^ SIGN : ~key;
  return new Float32Array(Int32Array.of(bits).buffer)[0];
}
