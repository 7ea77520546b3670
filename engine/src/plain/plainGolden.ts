import type { PlainEntry } from '../model/manifest';
import { PreparedVolume } from '../propagation/PreparedVolume';
import type { DrawnSlice } from '../volume/volume';
import type { PlainFigures } from './plainFigures';
import type { PlainNetwork } from './PlainNetwork';
import type { PlainVolume } from './PlainVolume';
import { enlarge } from './square';

/** A stored example: a small volume, two drawn slices, and what PyTorch answered from one and from both of them. */
export interface PlainGolden {
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  /** uint8, slices × rows × columns */
  readonly image: Uint8Array;
  readonly drawn: readonly DrawnSlice[];
  readonly answers: readonly {
    readonly slice: number;
    /** Places in `drawn` that form the support. */
    readonly shots: readonly number[];
    readonly u: Float32Array;
    readonly v: Float32Array;
    /** u^K at the size of the slice, every `every`-th pixel of every `every`-th row. */
    readonly whole: Float32Array;
    readonly figures: PlainFigures;
  }[];
  readonly every: number;
}

/** Dual variables are stored between these. */
const DUAL = 4;

/** @throws SyntaxError if the file is not what the exporter writes (its SHA-256 was verified before) */
export function parsePlainGolden(file: Uint8Array): PlainGolden {
  const json = JSON.parse(new TextDecoder().decode(file));
  return {
    ...json,
    image: bytes(json.image),
    drawn: json.drawn.map((d: { slice: number; mask: string }) => ({ slice: d.slice, mask: bytes(d.mask) })),
    answers: json.answers.map((a: { u: string; v: string; whole: string }) => ({
      ...a,
      u: shorts(a.u),
      v: shorts(a.v).map((x) => DUAL * (2 * x - 1)),
      whole: shorts(a.whole),
    })),
  };
}

/**
 * Runs the example through everything: grey values, square, encoder, prototypes, regions, head, enlargement.
 * @returns the largest difference in any u^k, v^k or in the mask on the slice
 */
export async function compareWithPlainGolden(
  entry: PlainEntry,
  network: PlainNetwork,
  golden: PlainGolden,
): Promise<number> {
  const { drawn, every } = golden;
  const { size, grid } = entry.plain;
  const volume = goldenVolume(entry, network, golden);
  let worst = 0;
  const compare = (mine: Float32Array, theirs: Float32Array) => {
    if (mine.length !== theirs.length) throw new Error('the stored example has another shape');
    for (let p = 0; p < mine.length; p++) worst = Math.max(worst, Math.abs(mine[p] - theirs[p]));
  };
  for (const answer of golden.answers) {
    const support = await volume.support(answer.shots.map((n) => drawn[n]));
    const { u, v } = await network.head(await volume.features(answer.slice), support);
    compare(u, answer.u);
    compare(v, answer.v);
    const whole = enlarge(u.subarray(u.length - grid * grid), grid, size);
    compare(
      whole.filter((_, p) => (p % size) % every === 0 && Math.floor(p / size) % every === 0),
      answer.whole,
    );
  }
  network.forgetVolumes();
  return worst;
}

/** The example's volume, as it would come from a series. */
export function goldenVolume(entry: PlainEntry, network: PlainNetwork, golden: PlainGolden): PlainVolume {
  const { columns, rows, slices, image, drawn } = golden;
  const prepared = new PreparedVolume(
    {
      geometry: {
        columns,
        rows,
        slices,
        spacing: [1, 1, 1],
        direction: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        origin: [0, 0, 0],
        slicePositions: Array.from({ length: slices }, (_, z) => z),
      },
      data: image,
      modality: 'MR',
    },
    entry.preprocess,
  );
  return network.volumeOf(prepared.sourceFor(drawn[0]));
}

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

function shorts(base64: string): Float32Array {
  return Float32Array.from(new Uint16Array(bytes(base64).buffer), (v) => v / 65535);
}
