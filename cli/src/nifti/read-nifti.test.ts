import { asymmetricObject, buildNifti } from '../testing/nifti-builder';
import { readNifti } from './read-nifti';

const SIZE = [5, 4, 6];
const COUNT = 120;
const ramp = Array.from({ length: COUNT }, (_, n) => n);

describe('voxels', () => {
  const kinds = [
    'uint8',
    'int8',
    'int16',
    'uint16',
    'int32',
    'uint32',
    'float32',
    'float64',
    'int64',
    'uint64',
  ] as const;
  for (const type of kinds) {
    for (const littleEndian of [true, false]) {
      it(`reads ${type}, ${littleEndian ? 'little' : 'big'} endian`, () => {
        const image = readNifti(
          buildNifti({ size: SIZE, values: ramp, type, littleEndian, gzip: true }),
          'a.nii.gz',
        );
        expect(Array.from(image.data)).toEqual(ramp);
        expect(image.littleEndian).toBe(littleEndian);
      });
    }
  }

  it('keeps the sign of signed types', () => {
    const values = ramp.map((n) => n - 60);
    for (const type of ['int8', 'int16', 'int32', 'float32', 'int64'] as const) {
      expect(Array.from(readNifti(buildNifti({ size: SIZE, values, type }), 'a.nii').data)).toEqual(values);
    }
  });

  it('applies slope and intercept', () => {
    const bytes = buildNifti({ size: SIZE, values: ramp, slope: 2, intercept: -1024 });
    expect(Array.from(readNifti(bytes, 'a.nii').data)).toEqual(ramp.map((n) => 2 * n - 1024));
  });

  it.each([0, NaN])('takes a slope of %s for no scaling', (slope) => {
    const bytes = buildNifti({ size: SIZE, values: ramp, slope, intercept: 7 });
    expect(Array.from(readNifti(bytes, 'a.nii').data)).toEqual(ramp);
  });

  it('reads four dimensions with one volume', () => {
    expect(readNifti(buildNifti({ size: [...SIZE, 1], values: ramp }), 'a.nii').geometry.slices).toBe(6);
  });

  it('replaces NaN by the smallest value and counts it', () => {
    const values = ramp.map((n) => (n === 3 ? NaN : n === 4 ? Infinity : n - 10));
    const image = readNifti(buildNifti({ size: SIZE, values, type: 'float32' }), 'a.nii');
    expect(image.replaced).toBe(2);
    expect(image.data[3]).toBe(-10);
    expect(image.data[4]).toBe(-10);
    expect(image.data[5]).toBe(-5);
  });

  it('has 0 in place of NaN where that is background, though no voxel says 0', () => {
    const values = ramp.map((n) => (n < 3 ? 1 : NaN));
    const image = readNifti(buildNifti({ size: SIZE, values, type: 'float32' }), 'a.nii', 0);
    expect(Array.from(image.data)).toEqual(ramp.map((n) => (n < 3 ? 1 : 0)));
  });
});

describe('place in the patient', () => {
  it('turns RAS into LPS', () => {
    const sform = [
      [-0.8, 0, 0, 100],
      [0, -0.9, 0, 50],
      [0, 0, 2.5, -300],
    ] as const;
    const { geometry } = readNifti(buildNifti({ size: SIZE, values: ramp, sform }), 'a.nii');
    expect(geometry.columns).toBe(5);
    expect(geometry.rows).toBe(4);
    expectVector(geometry.direction[0], [1, 0, 0]);
    expectVector(geometry.direction[1], [0, 1, 0]);
    expectVector(geometry.direction[2], [0, 0, 1]);
    expectVector(geometry.spacing, [0.8, 0.9, 2.5]);
    expectVector(geometry.origin, [-100, -50, -300]);
    expectVector(geometry.slicePositions, [0, 2.5, 5, 7.5, 10, 12.5]);
  });

  it('reads an oblique qform with a flipped slice axis', () => {
    // A turn of 30 degrees about z: half-angle 15 degrees on the third component.
    const d = Math.sin(Math.PI / 12);
    const bytes = buildNifti({
      size: SIZE,
      values: ramp,
      qform: [-1, 0, 0, d, 10, 20, 30],
      pixdim: [1, 2, 3],
    });
    const { affine, geometry } = readNifti(bytes, 'a.nii');
    const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    expectVector(affine[0], [c, -2 * s, 0, 10]);
    expectVector(affine[1], [s, 2 * c, 0, 20]);
    expectVector(affine[2], [0, 0, -3, 30]);
    expectVector(geometry.direction[2], [0, 0, -1]);
    expect(geometry.slicePositions[1]).toBeCloseTo(3);
  });

  it('reads a qform of half a turn, where rounding makes the quaternion longer than 1', () => {
    const bytes = buildNifti({ size: SIZE, values: ramp, qform: [1, 0, 0, 1.0000001, 0, 0, 0] });
    expectVector(readNifti(bytes, 'a.nii').affine[0], [-1, 0, 0, 0]);
  });

  it('prefers the sform even if the code of the qform is higher', () => {
    const sform = [
      [2, 0, 0, 1],
      [0, 2, 0, 2],
      [0, 0, 2, 3],
    ] as const;
    const bytes = buildNifti({ size: SIZE, values: ramp, sform, qform: [1, 0, 0, 0, 9, 9, 9], qformCode: 2 });
    expectVector(readNifti(bytes, 'a.nii').affine[2], [0, 0, 2, 3]);
  });

  it('turns metres into millimetres', () => {
    const bytes = buildNifti({ size: SIZE, values: ramp, pixdim: [0.001, 0.002, 0.003], units: 1 });
    expectVector(readNifti(bytes, 'a.nii').geometry.spacing, [1, 2, 3]);
  });

  it('keeps the object where it is stored: column, row and slice are not swapped', () => {
    const object = asymmetricObject(SIZE);
    const values = new Array<number>(COUNT).fill(0);
    for (const n of object) values[n] = 1;
    const { data } = readNifti(buildNifti({ size: SIZE, values }), 'a.nii');
    expect([...data.keys()].filter((n) => data[n] === 1)).toEqual(object.sort((a, b) => a - b));
  });
});

describe('what is refused', () => {
  const good = buildNifti({ size: SIZE, values: ramp });
  const zeroAxis = [
    [0, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ] as const;
  it.each([
    ['text', Buffer.from('hello, I am no image'.repeat(30)), /is not a NIfTI file/],
    ['a short file', Buffer.alloc(10), /is not a NIfTI file/],
    [
      'a damaged gzip',
      Buffer.concat([buildNifti({ size: SIZE, values: ramp, gzip: true }).subarray(0, 100)]),
      /damaged or cut off/,
    ],
    [
      'missing voxels',
      good.subarray(0, good.length - 8),
      /is cut off: its header promises 240 bytes of voxels, the file has 232/,
    ],
    ['several volumes', buildNifti({ size: [5, 4, 3, 2], values: ramp }), /holds 2 volumes/],
    [
      'colour',
      buildNifti({ size: SIZE, values: ramp, datatype: 128 }),
      /type RGB, which is not a grey value/,
    ],
    ['no voxels', buildNifti({ size: [5, 4, 0], values: [] }), /has no voxels/],
    [
      'an affine with a zero axis',
      buildNifti({ size: SIZE, values: ramp, sform: zeroAxis }),
      /affine is not usable/,
    ],
    ['nothing but NaN', buildNifti({ size: SIZE, values: ramp.map(() => NaN), type: 'float32' }), /is empty/],
  ])('%s', (_, bytes, message) => {
    expect(() => readNifti(bytes, 'a.nii')).toThrow(expect.objectContaining({ name: 'UserError' }));
    expect(() => readNifti(bytes, 'a.nii')).toThrow(message);
  });
});

function expectVector(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, n) => expect(value).toBeCloseTo(expected[n], 5));
}
