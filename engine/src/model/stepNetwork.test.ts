import { fakeEntry } from '../../test-support/fakeModel';
import type { FloatTensor, ModelSession } from './runtime';
import { StepNetwork } from './stepNetwork';

const SIZE = 8;
const CELLS = 2;

function session(answer: Record<string, FloatTensor>) {
  const fed: Record<string, FloatTensor>[] = [];
  const made: ModelSession = {
    run: async (feeds) => {
      fed.push({ ...feeds });
      return answer;
    },
    release: async () => undefined,
  };
  return { made, fed };
}

const tensor = (values: number[], dims: number[]): FloatTensor => ({ data: Float32Array.from(values), dims });

function network(deep?: number) {
  const entry = fakeEntry({ features: 1, deep, crop: { ...fakeEntry().crop, size: SIZE } });
  const encoder = session({
    features: tensor([1, 1, 1, 1], [1, 1, CELLS, CELLS]),
    deep: tensor([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, CELLS, CELLS]),
  });
  const step = session({
    u: tensor(Array<number>(SIZE * SIZE).fill(0.5), [1, 1, 1, SIZE, SIZE]),
    mix: tensor([0.3], [1]),
    presence: tensor([1], [1]),
  });
  return { made: new StepNetwork(entry, encoder.made, step.made), step };
}

const image = new Float32Array(SIZE * SIZE);
/** The upper half is drawn. */
const mask = Float32Array.from(image, (_, p) => (p < (SIZE * SIZE) / 2 ? 1 : 0));

describe('a chain network', () => {
  it('hands the drawn crop’s deep features and the mask on their cells to every step', async () => {
    const { made, step } = network(2);
    const drawn = await made.support(image, mask);
    await made.step(new Float32Array(5 * SIZE * SIZE), Float32Array.of(1, 0, 1), drawn);
    const [fed] = step.fed;
    expect(Array.from(fed['drawn_deep'].data)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(fed['drawn_deep'].dims).toEqual([1, 2, CELLS, CELLS]);
    expect(Array.from(fed['drawn_mask'].data)).toEqual([1, 1, 0, 0]);
    expect(fed['drawn_mask'].dims).toEqual([1, 1, CELLS, CELLS]);
  });

  it('without deep features is given the prototypes alone', async () => {
    const { made, step } = network();
    const drawn = await made.support(image, mask);
    expect(drawn.memory).toBeUndefined();
    await made.step(new Float32Array(5 * SIZE * SIZE), Float32Array.of(1, 0, 1), drawn);
    expect(Object.keys(step.fed[0]).sort()).toEqual(['drawn', 'planes', 'scalars']);
  });
});
