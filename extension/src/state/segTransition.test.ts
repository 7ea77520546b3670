import type { SegmentDescription, SliceOrigin } from '@few-shot-lms/dicom-seg';
import { isStale } from './dependencies';
import { EMPTY_MASK, maskFingerprint } from './maskFingerprint';
import { originOf } from './loadedProvenance';
import { sliceStates } from './provenance';
import { segmentView } from './segmentView';
import { initialState, segmentationSession, segmentSession, type SessionState } from './sessionState';
import { basisNaming } from './dependencies';
import { transition } from './transition';
import type { SeriesSummary } from './viewerContext';

const KEY = 'seg#1';

function mask(voxels: number) {
  return maskFingerprint(new Uint8Array(64).fill(1, 0, voxels), 1);
}

const masks = [EMPTY_MASK, mask(5), mask(9), mask(7), mask(3), mask(4)];
const loaded: SegmentDescription = { number: 1, label: 'Liver', algorithmType: 'SEMIAUTOMATIC' };
const place = { seriesInstanceUid: '1.2', seriesNumber: 3, instanceNumber: 2, made: null };

/** Slices 1 to 5 hold the segment: drawn, propagated, corrected, nothing said, and propagated and checked. */
function opened(): SessionState {
  const origins = new Map<number, SliceOrigin>([
    [0, { kind: 'propagated' }],
    [1, { kind: 'drawn' }],
    [2, { kind: 'propagated', scores: { trust: 0.7, presence: 0.9 } }],
    [3, { kind: 'corrected' }],
    [5, { kind: 'propagated', scores: { trust: 0.2 }, checked: true }],
  ]);
  const seg = { place, segments: new Map([[1, loaded]]), origins: new Map([[1, origins]]) };
  const known = transition(initialState(''), { type: 'masks', masks: { [KEY]: masks } });
  return transition(known, { type: 'seg-loaded', segmentationId: 'seg', seg });
}

it('an opened SEG says which slices were drawn', () => {
  const { masks: there, provenance, loaded: description } = segmentSession(opened(), KEY);
  const states = sliceStates(there, provenance);
  expect(states.map(({ role }) => role)).toEqual([
    'empty',
    'drawn',
    'propagated',
    'locked',
    'drawn',
    'propagated',
  ]);
  expect(states[2].scores).toMatchObject({ trust: 0.7, presence: 0.9 });
  expect(description).toBe(loaded);
  expect(segmentationSession(opened(), 'seg').place).toEqual(place);
});

it('what a SEG says of empty slices is believed only where they are empty, and of others where they are not', () => {
  const origins = new Map<number, SliceOrigin>([
    [0, { kind: 'erased' }],
    [1, { kind: 'erased' }],
    [2, { kind: 'absent', checked: true }],
    [3, { kind: 'beyond-end' }],
    [99, { kind: 'absent', checked: true }],
  ]);
  const known = transition(initialState(''), { type: 'masks', masks: { [KEY]: masks } });
  const seg = { place, segments: new Map([[1, loaded]]), origins: new Map([[1, origins]]) };
  const { slices } = segmentView(transition(known, { type: 'seg-loaded', segmentationId: 'seg', seg }), KEY);
  expect(slices.map(({ role }) => role)).toEqual(['erased', ...new Array<string>(5).fill('drawn')]);
  expect(slices.map(({ checked }) => checked)).not.toContain(true);
});

it('nothing is made up of a slice without the object whose scores the SEG does not have', () => {
  const known = transition(initialState(''), { type: 'masks', masks: { [KEY]: masks } });
  const origins = new Map([[1, new Map<number, SliceOrigin>([[0, { kind: 'absent' }]])]]);
  const seg = { place, segments: new Map([[1, loaded]]), origins };
  const [first] = segmentView(
    transition(known, { type: 'seg-loaded', segmentationId: 'seg', seg }),
    KEY,
  ).slices;
  expect(first).toMatchObject({ role: 'absent', stale: false });
  expect(first.scores).toBeUndefined();
  expect(originOf(first)).toEqual({ kind: 'absent' });
});

it('what is remembered of an opened SEG is plain data, though the SEG itself comes with maps', () => {
  expect(Object.keys(segmentSession(opened(), KEY).provenance.outcomes)).toEqual(['2', '3', '5']);
  expect(opened()).toEqual(JSON.parse(JSON.stringify(opened())));
});

it('what an opened SEG has filled in is up to date until a drawn slice changes', () => {
  const stale = (state: SessionState) => {
    const session = segmentSession(state, KEY);
    const states = sliceStates(session.masks, session.provenance);
    return isStale(states[2], basisNaming(states, {})(2));
  };
  expect(stale(opened())).toBe(false);
  const redrawn = masks.map((known, slice) => (slice === 1 ? mask(12) : known));
  expect(stale(transition(opened(), { type: 'masks', masks: { [KEY]: redrawn } }))).toBe(true);
});

it('an opened SEG says which slices were checked, as long as they keep their shape', () => {
  const checked = (state: SessionState) => segmentView(state, KEY).slices.map((slice) => slice.checked);
  expect(checked(opened())).toEqual([false, false, false, false, false, true]);
  const origins = segmentView(opened(), KEY).slices.map(originOf);
  expect(origins[5]).toMatchObject({ kind: 'propagated', scores: { trust: 0.2 }, checked: true });
  expect(origins[2]).not.toHaveProperty('checked');
  const edited = masks.map((known, slice) => (slice === 5 ? mask(10) : known));
  const state = transition(opened(), { type: 'masks', masks: { [KEY]: edited } });
  expect(checked(state)[5]).toBe(false);
  expect(originOf(segmentView(state, KEY).slices[5])).toEqual({ kind: 'corrected' });
});

it('an edit of a slice that was filled in makes it a support', () => {
  const edited = masks.map((known, slice) => (slice === 2 ? mask(10) : known));
  const state = transition(opened(), { type: 'masks', masks: { [KEY]: edited } });
  const session = segmentSession(state, KEY);
  expect(sliceStates(session.masks, session.provenance)[2].role).toBe('locked');
});

it('another meaning makes what was saved out of date', () => {
  const saved = transition(opened(), {
    type: 'saving',
    saving: { phase: 'saved', to: 'store', name: 'x', overlap: null, hard: [] },
  });
  const state = transition(saved, { type: 'structure', segmentKey: KEY, structure: 'spleen' });
  expect(segmentSession(state, KEY).structure).toBe('spleen');
  expect(state.saving.phase).toBe('idle');
});

describe('opening a SEG', () => {
  const series = { key: 'a' } as SeriesSummary;
  const asks = { phase: 'asks-threshold', name: 'Soft', fractions: 'PROBABILITY' } as const;
  const start = transition(initialState(''), { type: 'context', context: { kind: 'no-segment', series } });

  it('asks no more when another series is shown, but goes on reading', () => {
    const asking = transition(start, { type: 'opening', opening: asks });
    const other = { kind: 'no-segment', series: { ...series, key: 'b' } } as const;
    expect(transition(asking, { type: 'context', context: other }).opening).toEqual({ phase: 'idle' });
    const reading = transition(start, { type: 'opening', opening: { phase: 'reading', name: 'Soft' } });
    expect(transition(reading, { type: 'context', context: other }).opening.phase).toBe('reading');
    const segment = { kind: 'no-segment', series: { ...series, slices: 3 } } as const;
    expect(transition(asking, { type: 'context', context: segment }).opening).toEqual(asks);
  });

  it('leaves segments and what was saved alone', () => {
    const before = opened();
    const { opening, ...rest } = transition(before, { type: 'opening', opening: asks });
    expect(opening).toEqual(asks);
    expect({ ...rest, opening: before.opening }).toEqual(before);
  });

  it('does not draw the panel anew while the list of SEGs stays the same', () => {
    const segs = [{ id: 'x', description: 'Organs', seriesNumber: 3, instanceNumber: 1, made: null }];
    const listed = transition(start, { type: 'segs', segs });
    expect(listed.segs).toEqual(segs);
    expect(transition(listed, { type: 'segs', segs: segs.map((seg) => ({ ...seg })) })).toBe(listed);
  });
});
