import type { SeriesOptions } from '../../testing';
import { makeSeries } from '../../testing';
import type { NaturalizedDataset } from '../part10/dataset';
import { itemOf, itemsOf, textOf } from '../part10/dataset';
import type { SeriesVolume } from '../series/read-series';
import { readSeries } from '../series/read-series';
import { commentedFramesOf } from './frame-comments';
import { readSeg } from './read-seg';
import { lesion, liver, targetOf } from './seg-request.fixture';
import type { SegWriteRequest } from './seg-write-request';
import type { SliceOrigin, SliceOrigins } from './slice-origin';
import { sliceOriginsOf } from './slice-origins-of';
import { writeSeg } from './write-seg';

type Kind = SegWriteRequest['kind'];
const kinds: readonly Kind[] = ['LABELMAP', 'BINARY', 'FRACTIONAL'];

/** Segment 3 has voxels on slices 2, 3 and 6 of eight, segment 1 on slices 0 and 3. */
const FILLED: Readonly<Record<number, readonly number[]>> = { 1: [0, 3], 3: [2, 3, 6] };

const drawn: SliceOrigin = { kind: 'drawn' };
const absent: SliceOrigin = { kind: 'absent', scores: { presence: 0.25, trust: 0.75 } };
const checked: SliceOrigin = { kind: 'absent', checked: true };
const written: SliceOrigins = new Map([
  [
    3,
    new Map<number, SliceOrigin>([
      [0, { kind: 'beyond-end' }],
      [1, checked],
      [2, drawn],
      [3, { kind: 'propagated', scores: { trust: 0.5 } }],
      [5, { kind: 'erased' }],
      [6, drawn],
      [7, absent],
    ]),
  ],
  [
    1,
    new Map<number, SliceOrigin>([
      [0, drawn],
      [1, { kind: 'cleared' }],
      [3, drawn],
    ]),
  ],
]);

function request(series: SeriesVolume, kind: Kind, origins: SliceOrigins = written): SegWriteRequest {
  const { geometry } = series.volume;
  const voxels = geometry.columns * geometry.rows;
  const common = {
    ...{ instances: series.instances, geometry, origins },
    segments: [liver, { ...lesion, number: 3 }],
    software: { name: 'Few-shot LMS', version: '0.1.0' },
  };
  if (kind === 'FRACTIONAL') {
    const fractionOf = (number: number, slice: number): Float32Array | undefined =>
      FILLED[number].includes(slice) ? new Float32Array(voxels).fill(0.9) : undefined;
    return { ...common, kind, encoding: 'RLE', fractionOf };
  }
  const labelmap = new Uint8Array(voxels * geometry.slices);
  for (const [number, slices] of Object.entries(FILLED)) {
    for (const slice of slices) labelmap[slice * voxels + Number(number)] = Number(number);
  }
  return { ...common, kind, encoding: 'UNCOMPRESSED', labelmap };
}

const seriesOf = async (options: SeriesOptions = {}): Promise<SeriesVolume> =>
  readSeries(makeSeries(options).files);

async function datasetOf(
  series: SeriesVolume,
  kind: Kind,
  origins?: SliceOrigins,
): Promise<NaturalizedDataset> {
  return (await readSeg(writeSeg(request(series, kind, origins)), targetOf(series))).dataset;
}

/** Only a label map keeps the numbers. */
const second = (kind: Kind): number => (kind === 'LABELMAP' ? 3 : 2);

const commentsOf = (dataset: NaturalizedDataset): string[] =>
  itemsOf(dataset, 'PerFrameFunctionalGroupsSequence').map((group) =>
    textOf(itemOf(group, 'FrameContentSequence')!, 'FrameComments'),
  );

/** The SEG with other comments. */
function edited(dataset: NaturalizedDataset, edit: (comments: string) => string): NaturalizedDataset {
  const groups = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence').map((group) => {
    const content = itemOf(group, 'FrameContentSequence')!;
    return {
      ...group,
      FrameContentSequence: [{ ...content, FrameComments: edit(textOf(content, 'FrameComments')) }],
    };
  });
  return { ...dataset, PerFrameFunctionalGroupsSequence: groups };
}

const slicesSaid = (origins: SliceOrigins, number: number): number[] =>
  [...(origins.get(number)?.keys() ?? [])].sort((a, b) => a - b);

describe.each(kinds)('%s', (kind) => {
  it.each<[string, SeriesOptions]>([
    ['ascending', {}],
    ['descending', { order: 'descending' }],
    ['enhanced', { enhanced: true, order: 'descending' }],
  ])('says again of every slice what was written, empty or not: %s', async (_, options) => {
    const series = await seriesOf(options);
    const dataset = await datasetOf(series, kind);
    const found = sliceOriginsOf(dataset, series.instances);
    expect(found.size).toBe(2);
    expect(new Map([...found.get(second(kind))!].sort(([a], [b]) => a - b))).toEqual(written.get(3));
    expect(new Map([...found.get(1)!].sort(([a], [b]) => a - b))).toEqual(written.get(1));
    expect(commentedFramesOf(dataset).flatMap(({ origins }) => origins)).toHaveLength(5);
  });

  it('has it at the nearest frame before, and for the first slices at the first one', async () => {
    const n = second(kind);
    const comments = commentsOf(await datasetOf(await seriesOf(), kind)).join('\n');
    expect(comments).toContain(`Segment ${n}: drawn. Segment ${n} before: checked absent 1, beyond-end 1.`);
    expect(comments).toContain(
      `Segment ${n}: propagated, trust 0.5. Segment ${n} after: unknown 1, erased 1.`,
    );
    expect(comments).toContain(
      `Segment ${n}: drawn. Segment ${n} after: absent 1 (presence 0.25, trust 0.75).`,
    );
    expect(comments).toContain('Segment 1: drawn. Segment 1 after: cleared 1, unknown 1.');
    expect(comments.match(/before|after/g)).toHaveLength(4);
  });

  it.each<[string, (comments: string) => string]>([
    ['too few', (comments) => comments.replace('checked absent 1, beyond', 'beyond')],
    ['beyond the stack', (comments) => comments.replace('beyond-end 1', 'beyond-end 99999999999999999999')],
    ['onto a filled slice', (comments) => comments.replace(/(before|after): .*\.$/, '$1: erased 4.')],
    [
      'another word',
      (comments) => comments.replace('checked absent 1, beyond-end', 'checked absent 1, behind'),
    ],
  ])('does not believe counts that do not add up: %s', async (_, edit) => {
    const series = await seriesOf();
    const found = sliceOriginsOf(edited(await datasetOf(series, kind), edit), series.instances);
    const said = slicesSaid(found, second(kind));
    expect(said).toEqual(expect.arrayContaining([2, 3, 6]));
    expect(said).not.toContain(0);
    expect(said).not.toContain(1);
    for (const slice of [2, 3, 6])
      expect(found.get(second(kind))!.get(slice)).toEqual(written.get(3)!.get(slice));
  });

  it('says nothing of empty slices where the stack lacks slices, or lies otherwise', async () => {
    const series = await seriesOf();
    const dataset = await datasetOf(series, kind);
    const n = second(kind);
    const without = (...slices: number[]) => series.instances.filter((_, slice) => !slices.includes(slice));
    // Slice 5 is missing: what lies between 3 and 6 does not add up, the rest does.
    expect(slicesSaid(sliceOriginsOf(dataset, without(5)), n)).toEqual([0, 1, 2, 3, 5, 6]);
    // A frame has no slice.
    expect(slicesSaid(sliceOriginsOf(dataset, without(3)), n)).toEqual([2, 5]);
    expect(sliceOriginsOf(dataset, []).size).toBe(0);
    // Two frames on one slice, as after resampling.
    const groups = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence');
    const doubled = {
      ...dataset,
      PerFrameFunctionalGroupsSequence: groups.flatMap((group) => [group, group]),
    };
    expect(slicesSaid(sliceOriginsOf(doubled, series.instances), n)).toEqual([2, 3, 6]);
  });

  it('says that what was filled in and has no frame has gone to other segments', async () => {
    const series = await seriesOf();
    const propagated: SliceOrigin = { kind: 'propagated', scores: { trust: 0.5 } };
    const filled = [2, 3, 5, 6].map((slice): [number, SliceOrigin] => [slice, drawn]);
    const origins = new Map([[3, new Map([...filled, [4, propagated]])]]);
    const found = sliceOriginsOf(await datasetOf(series, kind, origins), series.instances);
    expect(slicesSaid(found, second(kind))).toEqual([2, 3, 4, 6]);
    expect(found.get(second(kind))!.get(4)).toEqual({ kind: 'yielded' });
  });
});

it('leaves a segment out that has no frame, and a SEG that says nothing', async () => {
  const series = await seriesOf();
  const origins = new Map([[3, new Map([[1, absent]])]]);
  const empty = {
    ...request(series, 'BINARY', origins),
    labelmap: new Uint8Array(960).fill(1, 0, 9),
  } as SegWriteRequest;
  const { dataset } = await readSeg(writeSeg(empty), targetOf(series));
  expect(sliceOriginsOf(dataset, series.instances).size).toBe(0);
  expect(sliceOriginsOf({}, series.instances).size).toBe(0);
});
