import { makeSeries, type SeriesOptions } from '../../testing';
import { readSeries } from '../series/read-series';
import { requestOf } from './seg-request.fixture';
import { sourceForWriting } from './source-for-writing';
import { writeSeg } from './write-seg';

const elements: SeriesOptions['elements'] = [
  ['00120062', 'CS', 'YES'],
  [
    '00120064',
    'SQ',
    [
      [
        ['00080100', 'SH', '113100'],
        ['00080102', 'SH', 'DCM'],
        ['00080104', 'LO', 'Basic'],
      ],
    ],
  ],
  ['00120010', 'LO', 'Sponsor'],
  ['00120020', 'LO', 'P-1'],
  ['00120040', 'LO', 'S-1'],
  ['00120050', 'LO', 'TP-1'],
  ['00180015', 'CS', 'KNEE'],
  ['00200060', 'CS', 'L'],
  ['00282110', 'CS', '01'],
  ['00282112', 'DS', '10'],
  ['00282114', 'CS', 'ISO_10918_1'],
  ['00201040', 'LO', 'XY'],
];

it.each<[string, SeriesOptions]>([
  ['classic', { elements }],
  ['enhanced', { elements, enhanced: true }],
  ['without UIDs of series and frame of reference', { elements, seriesInstanceUid: null }],
])('keeps whatever the writer reads: %s', async (_, options) => {
  const series = await readSeries(makeSeries(options).files);
  const read = new Set<string>();
  const instances = series.instances.map((instance) => ({
    ...instance,
    dataset: new Proxy(instance.dataset, {
      get: (dataset, keyword) => {
        read.add(String(keyword));
        return dataset[String(keyword)];
      },
    }),
  }));
  for (const kind of ['LABELMAP', 'BINARY'] as const) {
    writeSeg(requestOf({ ...series, instances }, { kind, encoding: 'UNCOMPRESSED' }));
  }
  const there = [...read].filter((keyword) => series.instances[0].dataset[keyword] !== undefined);
  expect(there.length).toBeGreaterThan(25);
  for (const instance of series.instances) {
    const plain = structuredClone(sourceForWriting(instance));
    expect({ ...plain, dataset: undefined }).toEqual({ ...instance, dataset: undefined });
    for (const keyword of there) {
      expect([keyword, plain.dataset[keyword]]).toEqual([
        keyword,
        JSON.parse(JSON.stringify(instance.dataset[keyword])),
      ]);
    }
  }
});

it('leaves out what is large and not read', async () => {
  const { instances } = await readSeries(makeSeries({ enhanced: true }).files);
  const { dataset } = sourceForWriting(instances[0]);
  expect(dataset.PerFrameFunctionalGroupsSequence).toBeUndefined();
});
