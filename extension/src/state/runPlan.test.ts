import { UserError } from '@few-shot-lms/engine';
import type { SliceState } from './provenance';
import { parseRange, planRun } from './runPlan';

const states = (roles: SliceState['role'][]): SliceState[] =>
  roles.map((role) => ({ role, voxels: role === 'drawn' ? 5 : 0, hash: '' }));

describe('planRun', () => {
  it('takes every drawn slice as support, also outside the range', () => {
    const plan = planRun(states(['drawn', 'empty', 'propagated', 'drawn', 'absent']), [1, 4]);
    expect(plan).toEqual({ supports: [0, 3], range: [1, 4], planned: 3 });
  });

  it.each([
    [['empty', 'empty'], null, /Nothing is drawn yet/],
    [['propagated', 'empty'], null, /draw or correct one slice/],
    [['drawn', 'drawn'], null, /Every slice already has a mask/],
    [['drawn', 'empty', 'empty'], [0, 0], /widen the range/],
  ] as const)('says what is missing: %s %s', (roles, range, sentence) => {
    expect(() => planRun(states([...roles]), range)).toThrow(UserError);
    expect(() => planRun(states([...roles]), range)).toThrow(sentence);
  });
});

describe('parseRange', () => {
  it('turns the numbers that the viewer shows into spatial order', () => {
    expect(parseRange(2, 5, { slices: 10, descending: false })).toEqual([1, 4]);
    expect(parseRange(2, 5, { slices: 10, descending: true })).toEqual([5, 8]);
  });

  it.each([
    [0, 5],
    [1, 11],
    [6, 5],
    [1.5, 3],
    [NaN, 3],
  ])('refuses %s to %s', (from, to) => {
    expect(() => parseRange(from, to, { slices: 10, descending: false })).toThrow(/from 1 to 10/);
  });
});
