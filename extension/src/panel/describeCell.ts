import type { StripCell } from '../state/stripCells';
import { texts } from '../texts';

/** What a cell says in words, for the pointer and for screen readers. */
export function describeCell({ number, kind, scores, checked, stale }: StripCell): string {
  const words: string[] = [`${texts.support.slice(number)}: ${texts.strip.cell[kind]}`];
  if (checked) words.push(texts.strip.checked);
  if (stale) words.push(checked ? texts.strip.staleChecked : texts.strip.stale);
  if (!scores) return words.join('; ');
  const { presence, absence, certainty, agreement, reverse, trust } = texts.strip;
  if (kind === 'propagated') {
    words.push(
      trust(scores.trust),
      presence(scores.presence),
      certainty(scores.certainty),
      agreement(scores.agreement),
      ...(scores.reverse === undefined ? [] : [reverse(scores.reverse)]),
    );
  } else if (kind === 'absent') {
    words.push(absence(1 - scores.presence));
  }
  return words.join('; ');
}
