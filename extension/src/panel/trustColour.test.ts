import { trustColour } from './trustColour';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** What an eye without one kind of cone sees of linear RGB: Machado, Oliveira and Fernandes 2009, severity 1. */
const EYES: Readonly<Record<string, Matrix>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no cones for long waves (protanopia)': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no cones for middle waves (deuteranopia)': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no cones for short waves (tritanopia)': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const [NORMAL, PROTAN, DEUTAN, TRITAN] = Object.values(EYES);

/** From linear sRGB to CIE XYZ; rows sum to the white point D65. */
const TO_XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];

/** CIE76; about 2 is the smallest difference that is seen at all. */
const CLEARLY_DIFFERENT = 20;

const times = (matrix: Matrix, [x, y, z]: Triple) =>
  matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;

function linear(css: string): Triple {
  const channels = css.match(/\d+/g)!.map((value) => Number(value) / 255);
  return channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as unknown as Triple;
}

/** CIELAB of a CSS colour as an eye sees it. */
function seen(css: string, eye: Matrix): Triple {
  const rgb = times(eye, linear(css)).map((c) => Math.min(1, Math.max(0, c))) as unknown as Triple;
  const white = times(TO_XYZ, [1, 1, 1]);
  const [x, y, z] = times(TO_XYZ, rgb).map((value, n) => {
    const t = value / white[n];
    return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function difference(a: string, b: string, eye: Matrix): number {
  const [from, to] = [seen(a, eye), seen(b, eye)];
  return Math.hypot(...from.map((value, n) => value - to[n]));
}

describe('the colour of trust', () => {
  it.each(Object.entries(EYES))('tells low, middle and high apart for an eye with %s', (_, eye) => {
    const [low, middle, high] = [0, 0.5, 1].map(trustColour);
    expect(difference(low, middle, eye)).toBeGreaterThan(CLEARLY_DIFFERENT);
    expect(difference(middle, high, eye)).toBeGreaterThan(CLEARLY_DIFFERENT);
    expect(difference(low, high, eye)).toBeGreaterThan(CLEARLY_DIFFERENT);
  });

  it('stays within its scale and needs no numbers out of it', () => {
    expect(trustColour(-1)).toBe(trustColour(0));
    expect(trustColour(2)).toBe(trustColour(1));
  });

  it('is measured by eyes that do confuse what they should', () => {
    const [red, green] = ['rgb(200, 60, 60)', 'rgb(110, 120, 40)'];
    expect(difference(red, green, NORMAL)).toBeGreaterThan(60);
    expect(difference(red, green, PROTAN)).toBeLessThan(difference(red, green, NORMAL) / 2);
    expect(difference(red, green, DEUTAN)).toBeLessThan(5);
    const [teal, blue] = ['rgb(0, 140, 140)', 'rgb(0, 110, 190)'];
    expect(difference(teal, blue, NORMAL)).toBeGreaterThan(50);
    expect(difference(teal, blue, TRITAN)).toBeLessThan(CLEARLY_DIFFERENT);
  });
});
