import { foldSides, type Side } from './foldSides';

const [columns, rows] = [4, 1];

function side(values: number[], weight: number, trust: number, state: Side['state'] = 'found'): Side {
  return {
    state,
    weight,
    soft: { box: { x0: 0, y0: 0, x1: 3, y1: 0 }, data: Float32Array.from(values) },
    scores: { presence: trust, certainty: 1, agreement: 1, trust },
    milliseconds: { network: 1, other: 1 },
    iterates: undefined,
  };
}

describe('foldSides', () => {
  const near = [1, 1, 0, 0];
  const far = [0, 0, 1, 1];

  it('follows the nearer of two walks that are trusted alike', () => {
    const { mask } = foldSides(5, [side(near, 0.7, 0.9), side(far, 0.3, 0.9)], columns, rows);
    expect([...mask]).toEqual(near);
  });

  it('follows the farther one where the nearer has lost the object', () => {
    const { mask, scores } = foldSides(5, [side(near, 0.7, 0.3), side(far, 0.3, 0.9)], columns, rows);
    expect([...mask]).toEqual(far);
    expect(scores.trust).toBeGreaterThan(0.8);
  });

  it('gives no say to a walk that ended before', () => {
    const ended = { ...side(near, 0.9, 0, 'beyond-end'), soft: null };
    expect([...foldSides(5, [ended, side(far, 0.1, 0.5)], columns, rows).mask]).toEqual(far);
  });

  it('lets a walk that is sure of its refusal empty the slice', () => {
    const { status } = foldSides(5, [side(near, 0.5, 0.9, 'refused'), side(far, 0.5, 0.4)], columns, rows);
    expect(status).toBe('absent');
  });

  it('trusts a filled slice as far as the walks that found it', () => {
    const refused = side(near, 0.2, 0.5, 'refused');
    const { status, scores } = foldSides(5, [side(near, 0.8, 0.9), refused], columns, rows);
    expect(status).toBe('propagated');
    expect(scores.trust).toBeCloseTo(0.9);
  });

  it('trusts an empty slice as far as both walks say that the object is not there', () => {
    const refused = (weight: number, presence: number): Side => ({
      ...side(near, weight, 1 - presence, 'refused'),
      scores: { presence, certainty: 1, agreement: 1, trust: 1 - presence },
    });
    const trustOf = (...sides: Side[]) => {
      const { status, scores } = foldSides(5, sides, columns, rows);
      expect(status).toBe('absent');
      return scores.trust;
    };
    expect(trustOf(refused(0.5, 0.1), refused(0.5, 0.1))).toBeCloseTo(0.9);
    expect(trustOf(refused(1, 0.2))).toBeCloseTo(0.8);
    // One is as sure of the object as the other is of its absence.
    expect(trustOf(refused(0.5, 0.1), side(far, 0.5, 0.9))).toBeCloseTo(0.5);
    // Both found it, each somewhere else.
    expect(trustOf(side(near, 0.5, 0.9), side(far, 0.5, 0.9))).toBeCloseTo(0.1);
    expect(trustOf({ ...side(near, 0.5, 0, 'beyond-end'), soft: null }, refused(0.5, 0.2))).toBeCloseTo(0.8);
  });

  it('mixes the least sure of the way like the other scores, of the walks that came', () => {
    const walked = (way: number, weight: number, trust: number) => {
      const one = side(near, weight, trust);
      return { ...one, scores: { ...one.scores, way } };
    };
    const both = foldSides(5, [walked(0.9, 0.75, 0.5), walked(0.7, 0.25, 0.5)], columns, rows).scores;
    expect(both.way).toBeCloseTo(0.85);
    const ended = { ...side(near, 0.9, 0, 'beyond-end'), soft: null };
    expect(foldSides(5, [ended, walked(0.7, 0.1, 0.5)], columns, rows).scores.way).toBeCloseTo(0.7);
    expect(foldSides(5, [side(near, 1, 0.5)], columns, rows).scores).not.toHaveProperty('way');
  });

  it('is empty when both ended', () => {
    const ended = { ...side(near, 0.5, 0, 'beyond-end'), soft: null };
    const folded = foldSides(5, [ended, ended], columns, rows);
    expect(folded).toMatchObject({ status: 'beyond-end', scores: { trust: 0 } });
  });
});
