import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crop, paste } from './crop/crop';
import { boxOf, frameAround } from './crop/frame';
import { edgeTerm, greyGate } from './edge/edgeTerm';
import { likelihoodTable, lookUp } from './support/likelihood';
import { Chain } from './propagation/chain';
import { planeIn } from './mask/SoftPatch';
import { reachOf } from './propagation/reach';
import type { SliceSource } from './propagation/SliceSource';
import { makeSupport } from './support/support';
import { defaultModel } from '../test-support/zoo';
import type { ChainModel } from './model/load';

interface Packed {
  readonly type: 'uint8' | 'float32';
  readonly data: string;
}

const file = JSON.parse(readFileSync(join(__dirname, '../test-support/reference.json'), 'utf8'));

function bytes(packed: Packed): Uint8Array {
  return Uint8Array.from(atob(packed.data), (c) => c.charCodeAt(0));
}

function floats(packed: Packed): Float32Array {
  return new Float32Array(bytes(packed).buffer);
}

function everyFourth(image: Float32Array, size: number): Float32Array {
  return image.filter((_, p) => (p % size) % 4 === 0 && Math.floor(p / size) % 4 === 0);
}

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

describe('the arithmetic outside the graphs equals the Python reference', () => {
  const { columns, rows, slices, start } = file;
  const n = columns * rows;
  const image = bytes(file.image);
  const mask = bytes(file.mask);
  const unit = (z: number) => ({
    data: Float32Array.from(image.subarray(z * n, (z + 1) * n), (v) => v / 255),
    columns,
    rows,
  });
  const spacing: [number, number] = [file.spacing[0], file.spacing[1]];
  let model: ChainModel;

  beforeAll(async () => {
    model = await defaultModel();
  });
  afterAll(() => model.release());

  it('places the crop', () => {
    const f = frameAround(boxOf(mask, columns, rows, 0)!, spacing, model.entry.crop);
    expect(worst([f.cx, f.cy, f.sideX, f.sideY], file.frame)).toBeLessThan(1e-9);
  });

  it('crops, pastes and reads grey-value evidence', () => {
    const [cx, cy, sideX, sideY] = file.frame;
    const { size, maxSamples } = model.entry.crop;
    const frame = { cx, cy, sideX, sideY };
    const patch = crop(unit(start + 1), frame, size, maxSamples, 'edge');
    expect(worst(everyFourth(patch, size), floats(file.crop))).toBeLessThan(1e-6);
    expect(worst(paste(patch, frame, size, maxSamples, columns, rows), floats(file.paste))).toBeLessThan(
      1e-6,
    );
    const prior = crop({ data: mask, columns, rows }, frame, size, maxSamples, 'zero');
    const table = likelihoodTable(patch, prior, model.entry.evidence);
    expect(worst(table, floats(file.table))).toBeLessThan(1e-5);
    expect(worst(everyFourth(lookUp(table, patch), size), floats(file.lookUp))).toBeLessThan(1e-5);
  });

  it('solves the edge term', () => {
    const gate = greyGate(unit(start), mask);
    expect(worst([gate.mean, gate.deviation], file.gate)).toBeLessThan(1e-5);
    const edges = edgeTerm(unit(start + 1), mask, gate, model.entry.edge);
    expect(worst(edges, floats(file.edge))).toBeLessThan(1e-3);
    expect(edges.some((u) => u > 0.1 && u < 0.9)).toBe(true);
  });

  it('walks whole chains to the same masks and figures', async () => {
    const source: SliceSource = {
      columns,
      rows,
      slices,
      spacing,
      position: (z) => z * file.spacing[2],
      unit,
    };
    const support = makeSupport(unit(start), mask, spacing, model.entry);
    const drawn = await model.network.support(support.image, support.mask);
    const open = { ...model.entry, stop: { ...model.entry.stop, threshold: -1 } };
    let compared = 0;
    for (const step of [1, -1]) {
      const run = { support: start, slices: [1, 2, 3, 4].map((d) => start + d * step) };
      const chain = new Chain(
        open,
        model.network,
        source,
        support,
        drawn,
        run,
        mask,
        reachOf(run, [{ slice: start, mask }], source),
      );
      while (!chain.done) {
        for (const found of await chain.advance()) {
          const expected = file.chain.find((c: { slice: number }) => c.slice === found.slice);
          if (!expected || found.state !== 'found') continue;
          const want = bytes(expected.mask);
          let different = 0;
          const soft = planeIn(found.soft!, { x0: 0, y0: 0, x1: columns - 1, y1: rows - 1 });
          for (let p = 0; p < n; p++) if (soft[p] > 0.5 !== (want[p] === 1)) different++;
          const area = want.reduce((a, b) => a + b, 0);
          expect(different).toBeLessThanOrEqual(Math.max(1, 0.005 * area));
          for (const [name, value] of Object.entries(expected.figures)) {
            const mine = found.figures![name as keyof typeof found.figures];
            expect([
              name,
              Math.abs(mine - (value as number)) < 0.02 * (1 + Math.abs(value as number)),
            ]).toEqual([name, true]);
          }
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThanOrEqual(4);
  });
});
