import { makeSupport } from '../support/support';
import type { Plane } from '../crop/crop';
import { Chain } from '../propagation/chain';
import { reachOf } from '../propagation/reach';
import { sigmoid } from '../propagation/scores';
import type { SliceSource } from '../propagation/SliceSource';
import type { ChainEntry } from './manifest';
import type { StepNetwork } from './stepNetwork';

/**
 * A stored example: a small volume in [0, 1], a drawn slice, and what PyTorch answered for the slice above and the slice
 * below it. Bytes are base64.
 */
export interface Golden {
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  readonly spacing: readonly [number, number, number];
  readonly support: number;
  /** uint8, slices × rows × columns; grey value = byte / 255 */
  readonly image: Uint8Array;
  /** uint8, rows × columns */
  readonly mask: Uint8Array;
  /** u^K crops (uint16, u = value / 65535) of slice support + 1 and support - 1, and their presence logits. */
  readonly answers: readonly {
    readonly slice: number;
    readonly u: Float32Array;
    readonly presence: number;
  }[];
}

/** @throws SyntaxError if the file is not what the exporter writes (its SHA-256 was verified before) */
export function parseGolden(bytes: Uint8Array): Golden {
  const json = JSON.parse(new TextDecoder().decode(bytes));
  return {
    ...json,
    image: decode(json.image),
    mask: decode(json.mask),
    answers: json.answers.map((a: { slice: number; u: string; presence: number }) => ({
      slice: a.slice,
      presence: a.presence,
      u: Float32Array.from(new Uint16Array(decode(a.u).buffer), (v) => v / 65535),
    })),
  };
}

/**
 * Runs the example through crops, evidence, both graphs: everything a step does. The edge term's share is not compared, the
 * example does not hold it.
 * @returns the largest difference over both slices, in u^K or in the probability of presence
 */
export async function compareWithGolden(
  entry: ChainEntry,
  network: StepNetwork,
  golden: Golden,
): Promise<number> {
  const { columns, rows, slices, spacing } = golden;
  const n = columns * rows;
  const source: SliceSource = {
    columns,
    rows,
    slices,
    spacing: [spacing[0], spacing[1]],
    position: (slice) => slice * spacing[2],
    unit: (slice): Plane => ({
      data: Float32Array.from(golden.image.subarray(slice * n, (slice + 1) * n), (v) => v / 255),
      columns,
      rows,
    }),
  };
  const support = makeSupport(source.unit(golden.support), golden.mask, source.spacing, entry);
  const drawn = await network.support(support.image, support.mask);
  // A rule that never stops: the example is about numbers, not about the organ's end.
  const open: ChainEntry = {
    ...entry,
    stop: { ...entry.stop, threshold: -1 },
    crop: { ...entry.crop, minPixels: 0 },
  };
  const supports = [{ slice: golden.support, mask: golden.mask }];
  let worst = 0;
  for (const answer of golden.answers) {
    const run = { support: golden.support, slices: [answer.slice] };
    const chain = new Chain(
      open,
      network,
      source,
      support,
      drawn,
      run,
      golden.mask,
      reachOf(run, supports, source),
    );
    const [found] = await chain.advance();
    const { probability: u, presence } = found.output!;
    answer.u.forEach((v, p) => (worst = Math.max(worst, Math.abs(v - u[p]))));
    worst = Math.max(worst, Math.abs(sigmoid(answer.presence) - sigmoid(presence)));
  }
  return worst;
}

function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}
