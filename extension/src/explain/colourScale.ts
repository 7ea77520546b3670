/** How a variable is coloured: grey values; from nothing to full; or with a sign. */
export type ScaleKind = 'grey' | 'share' | 'signed';

type Colour = readonly [number, number, number];

/** Ends and middle of scales that people with any colour vision can tell apart. */
const STOPS: Readonly<Record<ScaleKind, readonly Colour[]>> = {
  grey: [
    [0, 0, 0],
    [255, 255, 255],
  ],
  // Black over blue and orange to near white: grows in brightness all the way.
  share: [
    [4, 6, 18],
    [44, 68, 150],
    [190, 110, 110],
    [248, 190, 90],
    [255, 250, 215],
  ],
  // Orange for against, blue for in favour, black for neither.
  signed: [
    [255, 170, 60],
    [150, 80, 10],
    [8, 8, 12],
    [20, 90, 160],
    [110, 195, 255],
  ],
};

/** Colour of a value between 0 and 1. */
export function scaleColour(kind: ScaleKind, value: number): Colour {
  const stops = STOPS[kind];
  const at = Math.max(0, Math.min(1, value)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(at));
  const share = at - low;
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(stops[low][channel] * (1 - share) + stops[low + 1][channel] * share);
  return [mix(0), mix(1), mix(2)];
}

/** How much of a picture underneath a value covers, 0..1: nothing says nothing. */
export function scaleCover(kind: ScaleKind, value: number): number {
  if (kind === 'grey') return 1;
  return kind === 'share' ? value : Math.abs(2 * value - 1);
}

/** The scale from its low to its high end as a CSS gradient. */
export function scaleGradient(kind: ScaleKind): string {
  return `linear-gradient(to right, ${STOPS[kind].map((colour) => `rgb(${colour.join(', ')})`).join(', ')})`;
}
