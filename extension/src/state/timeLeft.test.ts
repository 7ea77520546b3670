import { timeLeft } from './timeLeft';

const at = (...times: number[]) => times.map((atMs) => ({ atMs, worked: true }));

describe('timeLeft', () => {
  it('knows nothing before the first slice and is done after the last', () => {
    expect(timeLeft(0, [], 10)).toBeNull();
    expect(timeLeft(0, at(100), 0)).toBe(0);
  });

  it('leaves the warm-up of the first slice out once others are measured', () => {
    expect(timeLeft(0, at(5000), 2)).toBe(10_000);
    expect(timeLeft(0, at(5000, 5100, 5200, 5300), 10)).toBe(1000);
  });

  it('does not count slices that came for free', () => {
    const arrivals = [...at(200, 400, 600), { atMs: 600, worked: false }, { atMs: 601, worked: false }];
    expect(timeLeft(0, arrivals, 5)).toBe(1000);
  });

  it('follows a machine that becomes slower', () => {
    const fast = Array.from({ length: 20 }, (_, n) => (n + 1) * 100);
    const slow = Array.from({ length: 12 }, (_, n) => 2000 + (n + 1) * 400);
    expect(timeLeft(0, at(...fast, ...slow), 10)).toBe(4000);
  });
});
