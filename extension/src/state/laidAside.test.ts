import { otherSegment, segment, series } from '../testing/FakeHost';
import { afterRun, CONTEXT, mask, play } from '../testing/sessionWith';
import { segmentSession, type SessionState } from './sessionState';
import { segmentView } from './segmentView';

const key = segment.key;
const DELETED = {
  type: 'context',
  context: { ...CONTEXT, segment: otherSegment, segments: [otherSegment] },
} as const;
const LISTED = { type: 'context', context: CONTEXT } as const;
const masksOf = (state: SessionState) => segmentSession(state, key).masks;
const seen = (masks: ReturnType<typeof masksOf>) => ({ type: 'masks', masks: { [key]: masks } }) as const;

/** Slice 2 drawn, the others filled; slice 3 found right. */
const filled = () => play(afterRun(), { type: 'checked', segmentKey: key, slice: 3, checked: true });

describe('a deleted segment', () => {
  it('is what it was when an undo brings it back', () => {
    const before = filled();
    const gone = play(before, DELETED);
    expect(gone.segments).not.toHaveProperty([key]);
    const back = play(gone, LISTED, seen(masksOf(before)));
    expect(segmentSession(back, key)).toEqual(segmentSession(before, key));
    expect(segmentView(back, key).slices.map(({ role }) => role)).toEqual([
      ...['propagated', 'propagated', 'drawn', 'propagated', 'propagated', 'absent'],
    ]);
    expect(back.laidAside).toEqual({});
  });

  it('is nothing that a new one with its number has to do with', () => {
    const before = filled();
    const drawnAnew = [0, 0, 0, 7, 0, 0].map(mask);
    const anew = play(before, DELETED, LISTED, seen(drawnAnew));
    expect(segmentSession(anew, key)).toMatchObject({ provenance: { outcomes: {} }, checked: {} });
    expect(anew.laidAside).toEqual({});
    // The new one may come to look like that one.
    expect(segmentView(play(anew, seen(masksOf(before))), key).supports).toEqual([0, 1, 2, 3, 4]);
  });

  it('leaves nothing behind where it had no voxels', () => {
    const empty = play(
      filled(),
      { type: 'takes-part', segmentKey: key, takesPart: false },
      seen([0, 0, 0, 0, 0, 0].map(mask)),
      DELETED,
      LISTED,
      seen([0, 0, 0, 0, 0, 0].map(mask)),
    );
    expect(segmentSession(empty, key)).toMatchObject({ takesPart: true, provenance: { outcomes: {} } });
  });

  it('is remembered with a few others, and not after its segmentation', () => {
    const many = Array.from({ length: 12 }, (_, n) => ({ ...segment, index: n + 1, key: `seg#${n + 1}` }));
    const listed = { ...CONTEXT, segment: many[11], segments: many };
    const masks = Object.fromEntries(many.map((one) => [one.key, [5, 0, 0, 0, 0, 0].map(mask)]));
    const none = {
      kind: 'no-segment',
      series,
      segmentation: { segmentationId: 'seg', indices: [] },
    } as const;
    const gone = play(
      filled(),
      { type: 'context', context: listed },
      { type: 'masks', masks },
      { type: 'context', context: none },
    );
    expect(Object.keys(gone.laidAside)).toEqual(many.slice(4).map((one) => one.key));
    expect(play(gone, { type: 'segmentation-removed', segmentationId: 'seg' }).laidAside).toEqual({});
  });
});
