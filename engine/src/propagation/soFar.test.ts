import { beforeFirstStep, historyFigures, oneMore } from './soFar';

function walk(steps: readonly { area?: number; presence?: number; confidence?: number; entropy?: number }[]) {
  let soFar = beforeFirstStep(100);
  return steps.map(({ area = 100, presence = 1, confidence = 1, entropy = 0 }) => {
    soFar = oneMore(soFar, area, { presence, confidence, entropy });
    return historyFigures(soFar, presence);
  });
}

const regrowth = (...areas: number[]) =>
  walk(areas.map((area) => ({ area }))).map((f) => Math.round(100 * Math.exp(f.regrowth)) / 100);

describe('what a chain has met', () => {
  it('is the worst of its slices', () => {
    const met = walk([
      { confidence: 0.9, entropy: 0.4 },
      { confidence: 0.6, entropy: 0.2 },
      { confidence: 0.8, entropy: 0.3 },
    ]);
    expect(met.map((f) => f.leastConfidence)).toEqual([0.9, 0.6, 0.6]);
    expect(met.map((f) => f.mostEntropy)).toEqual([0.4, 0.4, 0.4]);
  });

  it('says how far presence has come down from its highest', () => {
    const presence = [2, 5, 3, -1, 6].map((value) => ({ presence: value }));
    expect(walk(presence).map((f) => f.fallen)).toEqual([0, 0, 2, 6, 0]);
  });

  it('calls what comes back after shrinking regrowth, not what grows beyond its largest', () => {
    expect(regrowth(200, 300, 150, 50)).toEqual([1, 1, 1, 1]);
    expect(regrowth(50, 25, 75, 50)).toEqual([1, 1, 3, 3]);
    expect(regrowth(50, 300, 150)).toEqual([1, 2, 2]);
  });

  it('stays finite when a slice was empty', () => {
    expect(regrowth(0, 100)).toEqual([1, 100]);
  });
});
