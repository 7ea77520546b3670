import { initialState, type SavingState } from '../state/sessionState';
import { texts } from '../texts';
import { noticesOf } from './noticesOf';

it('says of a saved file also what is otherwise in it than was asked for', () => {
  const before = { ...initialState(''), saving: { phase: 'saving', to: 'store' } as SavingState };
  const saving: SavingState = {
    ...{ phase: 'saved', to: 'store', name: 'Liver', overtaken: true },
    overlap: ['Liver', 'Lesion'],
    hard: [{ label: 'Spleen', filled: 0, missing: 0 }],
  };
  const [{ message }] = noticesOf(before, { ...before, saving });
  for (const sentence of [
    texts.save.stored('Liver'),
    texts.save.becauseOverlap('Liver', 'Lesion'),
    texts.save.onlyDrawn('Spleen'),
    texts.save.overtaken,
  ]) {
    expect(message).toContain(sentence);
  }
});
