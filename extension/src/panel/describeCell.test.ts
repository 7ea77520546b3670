import { texts } from '../texts';
import { describeCell } from './describeCell';

const cell = { slice: 3, number: 4, kind: 'propagated', checked: false, stale: true } as const;

it('says the parts of the score, the way among them where there is one', () => {
  const scores = { presence: 1, certainty: 0.9, agreement: 0.9, trust: 0.4 };
  expect(describeCell({ ...cell, scores })).not.toContain('on the way');
  const words = (way: number) => describeCell({ ...cell, scores: { ...scores, way } });
  expect(words(0.9)).toContain('on the way here: sure throughout (90 % where least)');
  expect(words(0.75)).toContain('on the way here: less sure at times (75 % where least)');
  expect(words(0.62)).toContain('on the way here: unsure at times (62 % where least)');
});

it('says of an outdated slice whether Update does it again', () => {
  expect(describeCell(cell)).toContain(texts.strip.stale);
  const checked = describeCell({ ...cell, checked: true });
  expect(checked).toContain(texts.strip.staleChecked);
  expect(checked).not.toContain(texts.strip.stale);
});
