import { otherSegment, segment } from '../testing/FakeHost';
import { CONTEXT, mask, play, sessionWith } from '../testing/sessionWith';
import type { SessionState } from './sessionState';
import { transition } from './transition';

describe('a saving', () => {
  const saving = { phase: 'saving', to: 'store' } as const;
  const saved = { phase: 'saved', to: 'store', name: 'x', overlap: null, hard: [] } as const;
  const start = () => play(sessionWith([0, 9, 0, 0, 0, 0]), { type: 'saving', saving });
  const end = (state: SessionState) => transition(state, { type: 'saving', saving: saved }).saving;
  const renamed = { ...CONTEXT, segments: [{ ...segment, label: 'Left lobe' }, otherSegment] };
  const other = { ...segment, segmentationId: 'other', key: 'other#1' };

  it('says what was saved as long as nothing changes', () => {
    expect(end(start())).toEqual(saved);
    const state = play(start(), { type: 'saving', saving: saved });
    const scrolled = transition(state, { type: 'context', context: { ...CONTEXT, segment: otherSegment } });
    expect(scrolled.saving).toEqual(saved);
    for (const context of [renamed, { ...CONTEXT, segment: other, segments: [other] }]) {
      expect(transition(state, { type: 'context', context }).saving.phase).toBe('idle');
    }
  });

  it.each([
    ['a stroke', { type: 'masks', masks: { [segment.key]: [0, 8, 0, 0, 0, 0].map(mask) } }],
    ['another name', { type: 'context', context: renamed }],
    ['a deleted segment', { type: 'context', context: { ...CONTEXT, segments: [segment] } }],
    ['another meaning', { type: 'structure', segmentKey: segment.key, structure: 'spleen' }],
  ] as const)('says that it was overtaken by %s', (_, event) => {
    expect(end(transition(start(), event))).toEqual({ ...saved, overtaken: true });
    expect(end(play(start(), event, { type: 'saving', saving }))).toEqual(saved);
  });

  it('goes on while another segmentation is shown', () => {
    const context = { ...CONTEXT, segment: other, segments: [other] };
    expect(end(transition(start(), { type: 'context', context }))).toEqual(saved);
  });
});
