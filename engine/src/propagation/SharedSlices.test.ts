import { patchOf } from '../mask/SoftPatch';
import { SharedSlices } from './SharedSlices';

const soft = (...values: number[]) => Float32Array.from(values);
const hard = (values: Float32Array) => Uint8Array.from(values, (v) => (v > 0.5 ? 1 : 0));

function claimAll(order: readonly number[], softs: readonly Float32Array[]): string[] {
  const shared = new SharedSlices(4, 1, []);
  const held: string[] = [];
  for (const segment of order) {
    const mask = hard(softs[segment]);
    for (const other of shared.claim(segment, 3, mask, softs[segment])) {
      held[other.segment] = other.mask.join('');
    }
    held[segment] = mask.join('');
  }
  return held;
}

describe('voxels that several segments want', () => {
  const softs = [soft(0.9, 0.7, 0.6, 0), soft(0.8, 0.8, 0.6, 0.9), soft(0, 0.75, 0.95, 0.9)];

  it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 2, 0]]])(
    'go to the larger value whatever the order (%s), to the first on a tie',
    (order) => {
      expect(claimAll(order, softs)).toEqual(['1000', '0101', '0010']);
    },
  );

  it('are looked at slice by slice', () => {
    const shared = new SharedSlices(4, 1, []);
    shared.claim(0, 1, hard(softs[0]), softs[0]);
    const mask = hard(softs[2]);
    expect(shared.claim(1, 2, mask, softs[2])).toEqual([]);
    expect(mask.join('')).toBe('0111');
  });

  it('are defended by who stands there, which gets back what the winner of then leaves', () => {
    const standing = [
      { segment: 0, soft: patchOf(softs[0], 4, 1)! },
      { segment: 2, soft: patchOf(softs[2], 4, 1)! },
    ];
    const contest = (second: Float32Array) => {
      const shared = new SharedSlices(4, 1, [], (slice) => (slice === 3 ? standing : []));
      const mask = hard(second);
      const others = shared.claim(1, 3, mask, second);
      return [others[0].mask.join(''), mask.join(''), others[1].mask.join('')];
    };
    // As when all three come together …
    expect(contest(softs[1])).toEqual(['1000', '0101', '0010']);
    // … also when the second one has let go of most of it.
    expect(contest(soft(0.95, 0.2, 0, 0))).toEqual(['0000', '1000', '0111']);
    expect(new SharedSlices(4, 1, [], () => []).claim(1, 3, hard(softs[1]), softs[1])).toEqual([]);
  });

  it('stay with whoever drew them', () => {
    const shared = new SharedSlices(4, 1, [{ segment: 1, slice: 0, mask: Uint8Array.of(1, 0, 0, 0) }]);
    const mask = hard(softs[0]);
    shared.claim(0, 0, mask, softs[0]);
    expect(mask.join('')).toBe('0110');
  });
});
