/** Orange, yellow and light blue: told apart whichever kind of cone an eye lacks (trustColour.test.ts simulates it). */
const DOUBTFUL = [213, 94, 0] as const;
const MIDDLE = [240, 196, 80] as const;
const TRUSTED = [86, 180, 233] as const;

/** CSS colour of a trust between 0 and 1. */
export function trustColour(trust: number): string {
  const t = Math.max(0, Math.min(1, trust));
  const [from, to, at] = t < 0.5 ? [DOUBTFUL, MIDDLE, t * 2] : [MIDDLE, TRUSTED, t * 2 - 1];
  const mix = from.map((value, channel) => Math.round(value + (to[channel] - value) * at));
  return `rgb(${mix.join(', ')})`;
}
