import { UserError } from '@few-shot-lms/engine';
import { asymmetricObject, makeSeries } from '../testing';
import { readSeg, readSeries, writeSeg } from './index';

/** Pseudo-random numbers, the same every time. */
let state = 20240229;
const random = (limit: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};

/** Changes, cuts or removes bytes at up to four places behind the preamble. */
function mutated(bytes: Uint8Array): Uint8Array {
  let copy = bytes.slice();
  for (let count = 1 + random(4); count > 0 && copy.length > 140; count--) {
    const at = 132 + random(copy.length - 132);
    const kind = random(4);
    if (kind === 0) copy[at] = random(256);
    else if (kind === 1) copy.fill([0, 255, random(256)][random(3)], at, at + random(8));
    else if (kind === 2) copy = copy.slice(0, at);
    else copy = Uint8Array.from([...copy.slice(0, at), ...copy.slice(at + random(40))]);
  }
  return copy;
}

/** Reads; a UserError is an answer, anything else that is thrown fails the test. */
async function outcome(read: () => Promise<unknown>): Promise<'read' | 'refused'> {
  try {
    await read();
    return 'read';
  } catch (error) {
    if (error instanceof UserError) return 'refused';
    throw error;
  }
}

const plain = makeSeries({ slices: 4 });

it('damaged images are read or refused with a sentence', async () => {
  const variants = [
    plain,
    makeSeries({ slices: 4, transferSyntax: 'implicit' }),
    makeSeries({ slices: 4, transferSyntax: 'rle' }),
    makeSeries({ slices: 4, transferSyntax: 'big-endian' }),
    makeSeries({ slices: 4, enhanced: true }),
  ];
  const outcomes: string[] = [];
  for (let index = 0; index < 300; index++) {
    const files = [...variants[index % variants.length].files];
    const at = random(files.length);
    files[at] = { ...files[at], bytes: mutated(files[at].bytes) };
    outcomes.push(await outcome(() => readSeries(files)));
  }
  expect(new Set(outcomes)).toEqual(new Set(['read', 'refused']));
});

it('damaged SEGs are read or refused with a sentence', async () => {
  const series = await readSeries(plain.files);
  const segs = [
    { kind: 'LABELMAP', encoding: 'RLE' } as const,
    { kind: 'LABELMAP', encoding: 'UNCOMPRESSED' } as const,
    { kind: 'BINARY', encoding: 'UNCOMPRESSED' } as const,
  ].map((how) =>
    writeSeg({
      ...how,
      instances: series.instances,
      geometry: series.volume.geometry,
      labelmap: asymmetricObject(series.volume.geometry),
      segments: [{ number: 1, label: 'liver', algorithmType: 'AUTOMATIC' }],
      software: { name: 'test', version: '1' },
    }),
  );
  const target = {
    geometry: series.volume.geometry,
    instances: series.instances,
    seriesInstanceUid: series.seriesInstanceUid,
  };
  const outcomes: string[] = [];
  for (let index = 0; index < 300; index++) {
    const bytes = mutated(segs[index % segs.length]);
    outcomes.push(await outcome(() => readSeg(bytes, target)));
  }
  expect(new Set(outcomes)).toEqual(new Set(['read', 'refused']));
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
