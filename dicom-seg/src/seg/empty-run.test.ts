import type { EmptyRun } from './empty-run';
import { emptyRunSentence, joined, parseEmptyRun } from './empty-run';
import { frameComments } from './frame-comments';
import type { SliceOrigin } from './slice-origin';

const run: EmptyRun = {
  segmentNumber: 2,
  side: 'after',
  parts: [
    { count: 1, origin: { kind: 'absent', scores: { presence: 0.1234, trust: 0.88 } } },
    { count: 2, origin: { kind: 'absent', checked: true } },
    { count: 1 },
    { count: 3, origin: { kind: 'erased' } },
    { count: 1, origin: { kind: 'cleared' } },
    { count: 4, origin: { kind: 'yielded' } },
    { count: 85, origin: { kind: 'beyond-end' } },
  ],
};

/** As `commentedFramesOf` takes comments apart. */
const parsed = (comments: string) => comments.split(/\.(?:\s+|$)/).flatMap((one) => parseEmptyRun(one) ?? []);

it('says what became of the slices beside a frame, and is read again', () => {
  const sentence = emptyRunSentence(run);
  expect(sentence).toBe(
    'Segment 2 after: absent 1 (presence 0.123, trust 0.88), checked absent 2, unknown 1, erased 3, cleared 1, ' +
      'yielded 4, beyond-end 85.',
  );
  const [{ parts, ...rest }] = parsed(`Segment 2: drawn. ${sentence} ${sentence}`);
  expect(rest).toEqual({ segmentNumber: 2, side: 'after' });
  expect(parts).toEqual([
    { count: 1, origin: { kind: 'absent', scores: { presence: 0.123, trust: 0.88 } } },
    ...run.parts.slice(1),
  ]);
  expect(parsed('Segment 12 before: erased 1.')).toEqual([
    { segmentNumber: 12, side: 'before', parts: [{ count: 1, origin: { kind: 'erased' } }] },
  ]);
});

it('is nothing that a reader of before knows', () => {
  const before = /^Segment (\d+): (drawn|propagated|corrected|released)((?:, [a-z]+ [01](?:\.\d+)?)*)$/;
  const sentences = emptyRunSentence(run).split(/\.(?:\s+|$)/);
  expect(sentences).toEqual([emptyRunSentence(run).slice(0, -1), '']);
  for (const sentence of sentences) expect(sentence).not.toMatch(before);
});

it.each([
  'Segment 2 after: absent',
  'Segment 2 after: absent -1',
  'Segment 2 after: absent 1.5',
  'Segment 2 after: drawn 1',
  'Segment 2 after: absent 1, lost 2',
  'Segment 2 after: absent 1,beyond-end 2',
  'Segment 2 after: absent 1 (presence)',
  'Segment 2 beside: absent 1',
  'Segment x after: absent 1',
  'See Segment 2 after: absent 1',
  'Segment 2 after: absent 1 and more',
  'Segment 2: drawn',
])('takes no other sentence for one: %s', (sentence) => {
  expect(parseEmptyRun(sentence)).toBeUndefined();
});

it('counts neighbours together that differ in nothing that is written', () => {
  const absent = (presence: number): SliceOrigin => ({ kind: 'absent', scores: { presence } });
  const parts = [
    { count: 1, origin: absent(0.50001) },
    { count: 2, origin: absent(0.5) },
    { count: 1 },
    { count: 1 },
  ];
  expect(joined(parts).map(({ count }) => count)).toEqual([3, 2]);
  expect(
    joined([
      { count: 1, origin: absent(0.5) },
      { count: 1, origin: absent(0.6) },
    ]),
  ).toHaveLength(2);
});

describe('the room that comments have', () => {
  const drawn: [number, SliceOrigin][] = [[1, { kind: 'drawn' }]];
  /** Slices that all differ by a score, and every other one by its word. */
  const many = (slices: number): EmptyRun => ({
    segmentNumber: 1,
    side: 'after',
    parts: Array.from({ length: slices }, (_, n) => ({
      count: 1,
      origin: { kind: n % 2 ? 'absent' : 'cleared', scores: { presence: (n % 1000) / 1000 } },
    })),
  });

  it('leaves scores out first, then the whole run, and keeps what the frame shows', () => {
    const whole = frameComments(drawn, [many(100)])!;
    expect(parsed(whole)).toEqual([many(100)]);
    const bare = frameComments(drawn, [many(500)])!;
    expect(bare.length).toBeLessThanOrEqual(10240);
    expect(parsed(bare)[0].parts).toHaveLength(500);
    expect(parsed(bare)[0].parts[1]).toEqual({ count: 1, origin: { kind: 'absent' } });
    expect(frameComments(drawn, [many(2000)])).toBe('Segment 1: drawn.');
  });

  it('is used for a shorter run after one for which there was none', () => {
    const short: EmptyRun = {
      segmentNumber: 1,
      side: 'after',
      parts: [{ count: 9, origin: { kind: 'absent' } }],
    };
    expect(frameComments(drawn, [many(2000), short])).toBe('Segment 1: drawn. Segment 1 after: absent 9.');
  });
});
