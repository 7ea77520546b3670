import { texts } from '../texts';
import { describeCell } from './describeCell';

const cell = { slice: 3, number: 4, kind: 'propagated', checked: false, stale: true } as const;

it('says of an outdated slice whether Update does it again', () => {
  expect(describeCell(cell)).toContain(texts.strip.stale);
  const checked = describeCell({ ...cell, checked: true });
  expect(checked).toContain(texts.strip.staleChecked);
  expect(checked).not.toContain(texts.strip.stale);
});
