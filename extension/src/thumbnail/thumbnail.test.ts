import { thumbnail } from './thumbnail';

const columns = 40;
const rows = 20;
const slice = {
  columns,
  rows,
  values: Float32Array.from({ length: columns * rows }, (_, at) => (at % columns < 20 ? 0 : 100)),
  lower: 0,
  upper: 100,
  inverted: false,
};

const pixel = (picture: ReturnType<typeof thumbnail>, x: number, y: number) => [
  ...picture.rgba.subarray((y * picture.width + x) * 4, (y * picture.width + x) * 4 + 3),
];

describe('thumbnail', () => {
  it('shows the whole slice where nothing is drawn, in the given window', () => {
    const picture = thumbnail(slice, new Uint8Array(columns * rows), [255, 0, 0]);
    expect([picture.width, picture.height]).toEqual([96, 48]);
    expect(pixel(picture, 0, 0)).toEqual([0, 0, 0]);
    expect(pixel(picture, 95, 47)).toEqual([255, 255, 255]);
  });

  it('closes in on the mask and tints it', () => {
    const mask = new Uint8Array(columns * rows);
    for (const at of [4 * columns + 30, 4 * columns + 31, 5 * columns + 30, 5 * columns + 31]) mask[at] = 1;
    const picture = thumbnail(slice, mask, [255, 0, 0]);
    expect(picture.width).toBe(picture.height);
    const tinted = Array.from({ length: picture.width * picture.height }, (_, n) => n).filter(
      (n) => picture.rgba[n * 4] - picture.rgba[n * 4 + 1] > 50,
    ).length;
    expect(tinted / (picture.width * picture.height)).toBeGreaterThan(0.1);
    expect(pixel(picture, 0, 0)).toEqual([255, 255, 255]);
  });

  it('turns MONOCHROME1 round', () => {
    const picture = thumbnail({ ...slice, inverted: true }, new Uint8Array(columns * rows), [0, 0, 0]);
    expect(pixel(picture, 0, 0)).toEqual([255, 255, 255]);
  });
});
