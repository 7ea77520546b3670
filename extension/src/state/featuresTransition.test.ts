import { series } from '../testing/FakeHost';
import { CONTEXT, play, sessionWith } from '../testing/sessionWith';
import type { SessionEvent } from './events';
import type { FeaturesState } from './featuresState';

const features: FeaturesState = {
  ...{ phase: 'encoding', seriesKey: series.key, studyKey: series.studyKey },
  ...{ ready: 2, total: 6, bytes: 1024, encoded: 2, fromShelf: 0 },
};
const withFeatures = () => play(sessionWith([0, 0, 0, 0, 0, 0]), { type: 'features', features });

describe('features in the state', () => {
  it('are the same state while no number has changed', () => {
    const state = withFeatures();
    expect(play(state, { type: 'features', features: { ...features } })).toBe(state);
    const report = { bytes: 0, limitBytes: null, damaged: 0, problem: null };
    const looked = play(state, { type: 'shelf', shelf: { report } });
    expect(looked.shelf).toEqual({ wanted: false, report });
    expect(play(looked, { type: 'shelf', shelf: { report: { ...report } } })).toBe(looked);
  });

  it('stay with another segment and another series of the study', () => {
    const [, other] = CONTEXT.segments;
    const contexts: SessionEvent[] = [
      { type: 'context', context: { ...CONTEXT, segment: other } },
      { type: 'context', context: { kind: 'no-segment', series: { ...series, key: 'other' } } },
      { type: 'context', context: { kind: 'no-series', reason: 'none' } },
    ];
    for (const event of contexts) expect(play(withFeatures(), event).features).toEqual(features);
  });

  it('go with their study and with their model', () => {
    const other = { ...series, key: 'other', studyKey: 'other' };
    const gone: SessionEvent[] = [
      { type: 'context', context: { kind: 'no-segment', series: other } },
      { type: 'backend', backend: { phase: 'starting' } },
      { type: 'backend', backend: { phase: 'off' } },
    ];
    for (const event of gone) expect(play(withFeatures(), event).features).toEqual({ phase: 'off' });
  });
});
