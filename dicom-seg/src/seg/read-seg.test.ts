import type { VolumeGeometry } from '@few-shot-lms/engine';
import type { MadeSeries, SeriesOptions } from '../../testing';
import { asymmetricObject, makeSeries, orientations } from '../../testing';
import type { SeriesVolume } from '../series/read-series';
import { readSeries } from '../series/read-series';
import { addScaled, dot, subtract } from '../series/vector';
import { inEnglish } from '../sentences';
import { voxelIndexAt } from './frame-lattice';
import { segmentMask } from './label-layers';
import type { SegContent, SegTarget } from './read-seg';
import { isSeg, readSeg } from './read-seg';
import { lesion, liver, requestOf, targetOf, twoSegments } from './seg-request.fixture';
import { writeSeg } from './write-seg';

const made = makeSeries({ orientation: orientations.oblique });
let series: SeriesVolume;
beforeAll(async () => {
  series = await readSeries(made.files);
});

/** The target of a series that shares the frame of reference of another, and nothing else. */
const sharing = (one: SeriesVolume, { frameOfReferenceUid }: MadeSeries): SegTarget => ({
  ...targetOf(one),
  frameOfReferenceUid,
});

describe('which SEG goes with a series', () => {
  it('refuses the SEG of another series in another frame of reference', async () => {
    const bytes = writeSeg(requestOf(await readSeries(makeSeries().files)));
    await expect(readSeg(bytes, targetOf(series))).rejects.toThrow(
      /belongs to another series \(2\.25\.\d+\)/,
    );
    await expect(readSeg(bytes, sharing(series, made))).rejects.toThrow(/in another frame of reference/);
  });

  it('refuses an image, and text', async () => {
    expect(isSeg(made.files[0].bytes)).toBe(false);
    expect(isSeg(new Uint8Array(300))).toBe(false);
    await expect(readSeg(made.files[0].bytes, targetOf(series))).rejects.toThrow(/not a segmentation/);
    await expect(readSeg(new Uint8Array(300), targetOf(series))).rejects.toThrow(/not a DICOM file/);
  });

  it('refuses a SEG that describes a segment twice', async () => {
    const bytes = Buffer.from(writeSeg(requestOf(series, { kind: 'BINARY', segments: [liver, lesion] })));
    // Segment Number (0062,0004) of the second item: explicit VR, two bytes.
    const number = bytes.lastIndexOf(Buffer.from([0x62, 0, 0x04, 0, 0x55, 0x53, 2, 0, 2, 0]));
    bytes[number + 8] = 1;
    await expect(readSeg(bytes, targetOf(series))).rejects.toThrow(/describes segment 1 twice/);
  });

  it('refuses a SEG that lies elsewhere', async () => {
    const bytes = writeSeg(requestOf(series));
    const moved = { ...series.volume.geometry, origin: [1000, 0, 0] as const };
    await expect(readSeg(bytes, { ...targetOf(series), geometry: moved })).rejects.toThrow(
      /elsewhere in space/,
    );
    const turned = {
      ...moved,
      direction: [
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, -1],
      ] as VolumeGeometry['direction'],
    };
    await expect(readSeg(bytes, { ...targetOf(series), geometry: turned })).rejects.toThrow(
      /elsewhere in space/,
    );
  });
});

describe('frames whose pixels are voxels', () => {
  it('go by their position when the series has other slices than the SEG', async () => {
    const bytes = writeSeg(requestOf(series));
    // The same series with slices 2 and 3 gone, in another order.
    const part = await readSeries(made.files.filter((_, index) => index !== 2 && index !== 3).reverse());
    const read = await readSeg(bytes, targetOf(part));
    const size = 12 * 10;
    const full = twoSegments(series);
    expect(Array.from(read.labelmap)).toEqual(
      [0, 1, 4, 5, 6, 7].flatMap((k) => Array.from(full.subarray(k * size, (k + 1) * size))),
    );
    expect(read.warnings.map(inEnglish).join()).toMatch(/2 frames .* beside the slices/);
  });

  it('in a gap of the series are left out, and not merged into the slices on its sides', async () => {
    const options = { slices: 20, sliceSpacing: 3, order: 'shuffled' } as const;
    const whole = makeSeries(options);
    const full = await readSeries(whole.files);
    // Voxel k of slice k.
    const size = 12 * 10;
    const labelmap = new Uint8Array(20 * size);
    for (let k = 0; k < 20; k++) labelmap[k * size + k] = 1;
    const bytes = writeSeg(requestOf(full, { labelmap, segments: [liver] }));
    const there = new Set(
      [...full.instances.slice(0, 8), ...full.instances.slice(13)].map((i) => i.sopInstanceUid),
    );
    const instances = full.instances.filter(({ sopInstanceUid }) => there.has(sopInstanceUid));
    const { geometry } = full.volume;
    const kept = Array.from({ length: 20 }, (_, k) => k).filter((k) => k < 8 || k > 12);
    const part = {
      ...targetOf(full),
      instances,
      geometry: { ...geometry, slices: 15, slicePositions: kept.map((k) => geometry.slicePositions[k]) },
    };
    const read = await readSeg(bytes, part);
    const filled = kept.map((_, n) =>
      Array.from(read.labelmap.subarray(n * size, (n + 1) * size)).flatMap((label, voxel) =>
        label ? [voxel] : [],
      ),
    );
    expect(filled).toEqual(kept.map((k) => [k]));
    expect(read.warnings.map(inEnglish)).toEqual([
      '5 frames of the segmentation lie beside the slices of the series and were left out.',
    ]);
  });

  it('may be cut across the slices', async () => {
    // A sagittal labelmap over the same voxels as an axial series.
    const axial = await readSeries(
      makeSeries({ columns: 6, rows: 8, slices: 7, pixelSpacing: [1, 1], sliceSpacing: 2, origin: [0, 0, 0] })
        .files,
    );
    const sagittal = await readSeries(
      makeSeries({
        columns: 8,
        rows: 7,
        slices: 6,
        orientation: [0, 1, 0, 0, 0, -1],
        pixelSpacing: [2, 1],
        sliceSpacing: 1,
        // Normal of the sagittal slices is -x: slice 0 is at the largest x; rows run down from the top.
        origin: [5, 0, 12],
      }).files,
    );
    const labels = asymmetricObject(sagittal.volume.geometry);
    const bytes = writeSeg(requestOf(sagittal, { labelmap: labels, segments: [liver] }));
    const read = await readSeg(bytes, { ...targetOf(axial), seriesInstanceUid: sagittal.seriesInstanceUid });
    const expected = new Uint16Array(read.labelmap.length);
    for (let k = 0; k < 6; k++)
      for (let j = 0; j < 7; j++)
        for (let i = 0; i < 8; i++) expected[((6 - j) * 8 + i) * 6 + (5 - k)] = labels[(k * 7 + j) * 8 + i];
    expect(Array.from(read.labelmap)).toEqual(Array.from(expected));
    expect(read.warnings.map(inEnglish)).toEqual([
      'The segmentation was made on other images of this series (another acquisition, phase or echo); it was placed by its position.',
    ]);
  });

  it('of another acquisition with thicker slices fill the thinner ones between, and it is said', async () => {
    const thick = makeSeries({ slices: 4, sliceSpacing: 5, elements: [['00200012', 'IS', '2']] });
    const { seriesInstanceUid, frameOfReferenceUid, studyInstanceUid } = thick;
    const thin = makeSeries({
      seriesInstanceUid,
      frameOfReferenceUid,
      studyInstanceUid,
      slices: 16,
      sliceSpacing: 1,
    });
    const [source, target] = [await readSeries(thick.files), await readSeries(thin.files)];
    const size = 12 * 10;
    const labelmap = new Uint8Array(4 * size).map((_, voxel) => (Math.floor(voxel / size) === 1 ? 1 : 0));
    const bytes = writeSeg(requestOf(source, { labelmap, segments: [liver] }));
    const read = await readSeg(bytes, targetOf(target));
    const filled = Array.from({ length: 16 }, (_, k) => read.labelmap[k * size]);
    expect(filled.flatMap((label, k) => (label ? [k] : []))).toEqual([3, 4, 5, 6, 7]);
    expect(read.warnings.map(({ key }) => key)).toEqual(['dicom.placedFromOtherImages', 'dicom.resampled']);
  });

  it('of another series on the same grid and frame of reference are taken, and it is said', async () => {
    const again = makeSeries({
      orientation: orientations.oblique,
      frameOfReferenceUid: made.frameOfReferenceUid,
    });
    const bytes = writeSeg(requestOf(await readSeries(again.files)));
    const read = await readSeg(bytes, sharing(series, made));
    expect(Array.from(read.labelmap)).toEqual(Array.from(twoSegments(series)));
    expect(read.warnings.map(inEnglish)).toEqual([
      `The segmentation was made on another series (${again.seriesInstanceUid}); it was placed by its position in the same frame of reference.`,
    ]);
    expect(read.referencedSeriesInstanceUid).toBe(again.seriesInstanceUid);
  });
});

describe('segments that overlap', () => {
  it('keep all their voxels', async () => {
    const { geometry } = series.volume;
    const first = asymmetricObject(geometry);
    const second = first.map((_, voxel) => (voxel % 3 && first[voxel - 1] ? 2 : 0));
    const third = first.map((value, voxel) => (value && voxel % 2 ? 3 : 0));
    const bytes = writeSeg(
      requestOf(series, {
        kind: 'BINARY',
        labelmap: first,
        overlays: [second, third],
        segments: [liver, lesion, { ...lesion, number: 3, label: 'Vessel' }],
      }),
    );
    const read = await readSeg(bytes, targetOf(series));
    expect(Array.from(read.labelmap)).toEqual(
      Array.from(first, (value, voxel) => value || second[voxel] || third[voxel]),
    );
    [first, second, third].forEach((labels, index) =>
      expect(Array.from(segmentMask(read, index + 1))).toEqual(
        Array.from(labels, (value) => (value ? 1 : 0)),
      ),
    );
    const shared = Array.from(
      first,
      (_, voxel) => [first, second, third].filter((labels) => labels[voxel]).length,
    );
    const overlapping = shared.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
    expect(read.warnings.map(inEnglish)).toEqual([
      `Segments overlap in ${overlapping} voxels; each keeps its own.`,
    ]);
  });
});

describe('FRACTIONAL', () => {
  const fractional = (): Uint8Array => {
    const { geometry } = series.volume;
    const voxels = geometry.columns * geometry.rows;
    const { instances } = series;
    return writeSeg({
      ...{ instances, geometry, segments: [liver, lesion], kind: 'FRACTIONAL', encoding: 'RLE' },
      software: { name: 'test', version: '1' },
      // Fractions 0, 0.2, …, 1 in turn; the second segment has the complement on slice 3.
      fractionOf: (number, slice) =>
        number === 1 || slice === 3
          ? Float32Array.from({ length: voxels }, (_, voxel) =>
              number === 1 ? (voxel % 6) / 5 : 1 - (voxel % 6) / 5,
            )
          : undefined,
    });
  };

  it.each([undefined, 0.2, 0.6, 1])('becomes object from the threshold %s', async (threshold) => {
    const read = await readSeg(fractional(), targetOf(series), { threshold });
    const least = threshold ?? 0.5;
    const object = (fifths: number): number => (fifths / 5 >= least ? 1 : 0);
    const expected = Array.from(read.labelmap, (_, voxel) => object((voxel % 120) % 6));
    expect(Array.from(segmentMask(read, 1))).toEqual(expected);
    const second = Array.from(expected, (_, voxel) =>
      voxel >= 360 && voxel < 480 ? object(5 - ((voxel % 120) % 6)) : 0,
    );
    expect(Array.from(segmentMask(read, 2))).toEqual(second);
    expect(read.warnings.map(inEnglish).join(' ')).toContain(
      `fractions (probability); voxels of at least ${least} became object`,
    );
  });

  it.each([0, 1.01, NaN])('refuses the threshold %s', (threshold) =>
    expect(readSeg(fractional(), targetOf(series), { threshold })).rejects.toThrow(/above 0 and at most 1/),
  );
});

describe('a SEG on another grid', () => {
  /** Volume index of the voxel nearest to a point, or undefined beside the volume. */
  function nearestVoxel(
    geometry: VolumeGeometry,
    point: readonly [number, number, number],
  ): number | undefined {
    const [u, v, w] = geometry.direction;
    // The nearest slice first: the slices of a tilted gantry are shifted against each other.
    const k = Math.round(voxelIndexAt(geometry, point)[2]);
    const inSlice = subtract(point, addScaled(geometry.origin, w, geometry.slicePositions[k] ?? 0));
    const i = Math.round(dot(inSlice, u) / geometry.spacing[0]);
    const j = Math.round(dot(inSlice, v) / geometry.spacing[1]);
    const { columns, rows, slices } = geometry;
    const inside = i >= 0 && j >= 0 && k >= 0 && i < columns && j < rows && k < slices;
    return inside ? (k * rows + j) * columns + i : undefined;
  }

  /** What resampling must give: for each voxel the label of the source voxel nearest to its centre. */
  function expectedOn(target: VolumeGeometry, source: VolumeGeometry, labels: ArrayLike<number>): number[] {
    const out: number[] = [];
    for (let k = 0; k < target.slices; k++) {
      for (let j = 0; j < target.rows; j++) {
        for (let i = 0; i < target.columns; i++) {
          const [u, v, w] = target.direction;
          const inPlane = addScaled(
            addScaled(target.origin, u, i * target.spacing[0]),
            v,
            j * target.spacing[1],
          );
          const voxel = nearestVoxel(source, addScaled(inPlane, w, target.slicePositions[k]));
          out.push(voxel === undefined ? 0 : labels[voxel]);
        }
      }
    }
    return out;
  }

  const frameOfReferenceUid = '2.25.31337';
  const target: SeriesOptions = {
    frameOfReferenceUid,
    columns: 30,
    rows: 28,
    slices: 20,
    pixelSpacing: [0.9, 0.8],
    sliceSpacing: 1.3,
    origin: [-12, -11, -12],
  };
  const sources: Record<string, SeriesOptions> = {
    'coarser in the plane': { pixelSpacing: [2.03, 1.57], sliceSpacing: 1.3 },
    'finer in the plane': { pixelSpacing: [0.41, 0.37], columns: 40, rows: 50, sliceSpacing: 1.3 },
    'thicker slices': { pixelSpacing: [0.9, 0.8], sliceSpacing: 3.9, origin: [-12, -11, -10.7] },
    'thinner slices': { pixelSpacing: [0.9, 0.8], sliceSpacing: 0.65, origin: [-12, -11, -12] },
    sagittal: { orientation: orientations.sagittal, sliceSpacing: 2.1 },
    coronal: { orientation: orientations.coronal, sliceSpacing: 1.9 },
    'double oblique': { orientation: orientations.doubleOblique, sliceSpacing: 1.7 },
    'tilted gantry': { shear: 0.8, sliceSpacing: 1.9 },
  };
  const cases = Object.entries(sources).flatMap(([name, options]) =>
    (['LABELMAP', 'BINARY'] as const).map((kind) => [name, kind, options] as const),
  );
  it.each(cases)(
    '%s, %s: each voxel gets the value nearest to it, and it is said',
    async (_, kind, options) => {
      const from = await readSeries(
        makeSeries({
          ...{ frameOfReferenceUid, columns: 14, rows: 13, slices: 9, origin: [-8.3, -6.1, -5.2] },
          ...options,
        }).files,
      );
      // Labels all over, so that no frame is left out and every edge is met.
      const labels = Uint8Array.from(from.volume.data, (_, voxel) => 1 + (voxel % 2));
      const bytes = writeSeg(requestOf(from, { kind, labelmap: labels }));
      const to = await readSeries(makeSeries(target).files);
      const read = await readSeg(bytes, { ...targetOf(to), frameOfReferenceUid });
      const expected = expectedOn(to.volume.geometry, from.volume.geometry, labels);
      // Centres that lie half-way between two voxels may go either way.
      const differing = expected.filter((value, voxel) => value !== read.labelmap[voxel]).length;
      expect(expected.filter(Boolean).length).toBeGreaterThan(300);
      expect(differing / expected.filter(Boolean).length).toBeLessThan(0.01);
      expect(read.warnings.map(inEnglish).join(' ')).toMatch(
        /made on another series.*lies on another grid.*nearest/,
      );
    },
  );

  it('keeps segments that overlap', async () => {
    const from = await readSeries(
      makeSeries({ frameOfReferenceUid, orientation: orientations.coronal, origin: [-8, -6, 5] }).files,
    );
    const first = new Uint8Array(from.volume.data.length).fill(1);
    const second = first.map((_, voxel) => (voxel % 12 < 6 ? 2 : 0));
    const bytes = writeSeg(requestOf(from, { kind: 'BINARY', labelmap: first, overlays: [second] }));
    const to = await readSeries(makeSeries(target).files);
    const read = await readSeg(bytes, { ...targetOf(to), frameOfReferenceUid });
    const { geometry } = from.volume;
    const agrees = (content: SegContent, number: number, labels: Uint8Array): boolean => {
      const mask = segmentMask(content, number);
      return expectedOn(to.volume.geometry, geometry, labels).every(
        (value, voxel) => Boolean(value) === Boolean(mask[voxel]),
      );
    };
    expect(agrees(read, 1, first)).toBe(true);
    expect(agrees(read, 2, second)).toBe(true);
  });

  it('leaves slices empty where frames are missing, however sparse the SEG is', async () => {
    const from = await readSeries(
      makeSeries({
        frameOfReferenceUid,
        pixelSpacing: [2, 2],
        sliceSpacing: 1.3,
        slices: 9,
        origin: [-8, -6, -5.5],
      }).files,
    );
    const { geometry } = from.volume;
    const size = geometry.columns * geometry.rows;
    // Slices 2, 3 and 7 only: the distance between frames is that of the slices, not of the frames.
    const labels = Uint8Array.from({ length: size * 9 }, (_, voxel) =>
      [2, 3, 7].includes(Math.floor(voxel / size)) ? 1 : 0,
    );
    const bytes = writeSeg(requestOf(from, { labelmap: labels, segments: [liver] }));
    const to = await readSeries(makeSeries(target).files);
    const { labelmap } = await readSeg(bytes, { ...targetOf(to), frameOfReferenceUid });
    const normal = to.volume.geometry.direction[2];
    const filled = to.volume.geometry.slicePositions.flatMap((position, k) => {
      const some = labelmap.subarray(k * 840, (k + 1) * 840).some(Boolean);
      const depth = position + dot(subtract(to.volume.geometry.origin, geometry.origin), normal);
      return some ? [Math.round(depth / 1.3)] : [];
    });
    expect(filled).toEqual([2, 3, 7]);
  });
});

describe('the SEG of another program with frames on slices that are no neighbours', () => {
  const frameOfReferenceUid = '2.25.31338';
  const series30: SeriesOptions = { frameOfReferenceUid, slices: 30, sliceSpacing: 3, origin: [0, 0, 0] };
  const size = 12 * 10;

  /** Slices 5, 15 and 25 of it: a SEG on them says that its frames are 30 mm apart, as other programs do. */
  const sparse = async (sliceThickness = 3): Promise<Uint8Array> => {
    const origin = [0, 0, 15] as const;
    const { files } = makeSeries({ ...series30, slices: 3, sliceSpacing: 30, sliceThickness, origin });
    const labelmap = new Uint8Array(3 * size).fill(1);
    return writeSeg(requestOf(await readSeries(files), { kind: 'BINARY', labelmap, segments: [liver] }));
  };
  const filledOn = async (bytes: Uint8Array, options: SeriesOptions) => {
    const to = await readSeries(makeSeries({ ...series30, ...options }).files);
    const read = await readSeg(bytes, { ...targetOf(to), frameOfReferenceUid });
    const { rows, columns, slices } = to.volume.geometry;
    const voxels = rows * columns;
    const filled = Array.from({ length: slices }, (_, k) => k).filter((k) =>
      read.labelmap.subarray(k * voxels, (k + 1) * voxels).some(Boolean),
    );
    return { filled, keys: read.warnings.map(({ key }) => key) };
  };

  it('goes to those slices alone, pixel by pixel', async () => {
    expect(await filledOn(await sparse(), {})).toEqual({
      filled: [5, 15, 25],
      keys: ['dicom.placedFromOther'],
    });
  });

  it.each<[string, SeriesOptions, readonly number[]]>([
    ['of another resolution', { pixelSpacing: [0.9, 0.9] }, [5, 15, 25]],
    ['of thinner slices', { sliceSpacing: 1.5, slices: 60 }, [9, 10, 11, 29, 30, 31, 49, 50, 51]],
    [
      'of thicker slices between which a frame may lie',
      { sliceSpacing: 6, slices: 15, origin: [0, 0, 2] },
      [2, 7, 12],
    ],
  ])('goes to no more than its thickness on a grid %s', async (_, options, filled) => {
    expect(await filledOn(await sparse(), options)).toEqual({
      filled,
      keys: ['dicom.placedFromOther', 'dicom.resampled'],
    });
  });

  it('fills the gaps that slices of MR leave', async () => {
    const { filled } = await filledOn(await sparse(24), { pixelSpacing: [0.9, 0.9] });
    expect(filled).toEqual(Array.from({ length: 30 }, (_, k) => k));
  });
});
