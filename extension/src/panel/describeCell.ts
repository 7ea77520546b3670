import type { StripCell } from '../state/stripCells';
import { percent, texts } from '../texts';

/** What a cell says in words, for the pointer and for screen readers. */
export function describeCell({ number, kind, scores, checked, stale }: StripCell): string {
  const words: string[] = [`${texts.support.slice(number)}: ${texts.strip.cell[kind]}`];
  if (checked) words.push(texts.strip.checked);
  if (stale) words.push(checked ? texts.strip.staleChecked : texts.strip.stale);
  if (!scores) return words.join('; ');
  const { presence, absence, certainty, agreement, reverse, trust } = texts.strip;
  if (kind === 'propagated') {
    words.push(
      trust(percent(scores.trust)),
      inWords(presence, scores.presence),
      inWords(certainty, scores.certainty),
      inWords(agreement, scores.agreement),
      ...(scores.reverse === undefined ? [] : [inWords(reverse, scores.reverse)]),
    );
  } else if (kind === 'absent') {
    words.push(inWords(absence, 1 - scores.presence));
  }
  return words.join('; ');
}

type Graded = Readonly<Record<'high' | 'middle' | 'low', (share: string) => string>>;

/** One of three sentences: for at least 80 %, at least 50 % and less. */
function inWords(graded: Graded, share: number): string {
  return graded[share >= 0.8 ? 'high' : share >= 0.5 ? 'middle' : 'low'](percent(share));
}
