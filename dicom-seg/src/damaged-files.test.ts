import { asymmetricObject, damaged, makeSeries, outcomeOf, peakMegabytes, seededRandom } from '../testing';
import { readSeg, readSeries, writeSeg } from './index';

const random = seededRandom(20240229);
/** Behind the preamble. */
const START = 132;
/** With `pixels/damaged-frames.test.ts` these are more than 2,000 files. */
const IMAGES = 1000;
const SEGS = 900;
/** The files have some kilobytes; this is for what Node and jest themselves take. */
const MEGABYTES = 500;

const plain = makeSeries({ slices: 4 });

it('damaged images are read or refused with a sentence', async () => {
  const variants = [
    plain,
    makeSeries({ slices: 4, transferSyntax: 'implicit' }),
    makeSeries({ slices: 4, transferSyntax: 'rle' }),
    makeSeries({ slices: 4, transferSyntax: 'big-endian' }),
    makeSeries({ slices: 4, enhanced: true }),
  ];
  const [outcomes, before] = [[] as string[], peakMegabytes()];
  for (let index = 0; index < IMAGES; index++) {
    const files = [...variants[index % variants.length].files];
    const at = random(files.length);
    files[at] = { ...files[at], bytes: damaged(files[at].bytes, random, START) };
    outcomes.push(await outcomeOf(() => readSeries(files)));
  }
  expect(new Set(outcomes)).toEqual(new Set(['read', 'refused']));
  expect(peakMegabytes() - before).toBeLessThan(MEGABYTES);
});

it('damaged SEGs are read or refused with a sentence', async () => {
  const series = await readSeries(plain.files);
  const { geometry } = series.volume;
  const common = {
    instances: series.instances,
    geometry,
    segments: [{ number: 1, label: 'liver', algorithmType: 'AUTOMATIC' }],
    software: { name: 'test', version: '1' },
  } as const;
  const labelmap = asymmetricObject(geometry);
  const fractionOf = (): Float32Array => new Float32Array(geometry.columns * geometry.rows).fill(0.5);
  const segs = [
    writeSeg({ ...common, labelmap, kind: 'LABELMAP', encoding: 'RLE' }),
    writeSeg({ ...common, labelmap, kind: 'LABELMAP', encoding: 'UNCOMPRESSED' }),
    writeSeg({ ...common, labelmap, kind: 'BINARY', encoding: 'UNCOMPRESSED' }),
    writeSeg({ ...common, fractionOf, kind: 'FRACTIONAL', encoding: 'RLE' }),
    writeSeg({ ...common, fractionOf, kind: 'FRACTIONAL', encoding: 'UNCOMPRESSED' }),
  ];
  const target = {
    geometry,
    instances: series.instances,
    seriesInstanceUid: series.seriesInstanceUid,
  };
  const [outcomes, before] = [[] as string[], peakMegabytes()];
  for (let index = 0; index < SEGS; index++) {
    const bytes = damaged(segs[index % segs.length], random, START);
    outcomes.push(await outcomeOf(() => readSeg(bytes, target)));
  }
  expect(new Set(outcomes)).toEqual(new Set(['read', 'refused']));
  expect(peakMegabytes() - before).toBeLessThan(MEGABYTES);
});

it('sizes that cannot be true do not reserve memory', async () => {
  const huge = makeSeries({
    slices: 2,
    elements: [
      ['00280010', 'US', 65535],
      ['00280011', 'US', 65535],
    ],
  });
  await expect(readSeries(huge.files)).rejects.toThrow(/more than can be held in memory/);
});
