import type { StripCell } from '../state/stripCells';
import { percent, texts } from '../texts';

/** What a cell says in words, for the pointer and for screen readers. */
export function describeCell({ number, kind, scores, checked, stale }: StripCell): string {
  const words: string[] = [`${texts.support.slice(number)}: ${texts.strip.cell[kind]}`];
  if (checked) words.push(texts.strip.checked);
  if (stale) words.push(checked ? texts.strip.staleChecked : texts.strip.stale);
  if (!scores) return words.join('; ');
  const { presence, absence, certainty, agreement, way, reverse, trust } = texts.strip;
  if (kind === 'propagated') {
    words.push(
      trust(percent(scores.trust)),
      inWords(presence, scores.presence),
      inWords(certainty, scores.certainty),
      inWords(agreement, scores.agreement),
      ...(scores.way === undefined ? [] : [inWords(way, scores.way, OF_WAY)]),
      ...(scores.reverse === undefined ? [] : [inWords(reverse, scores.reverse)]),
    );
  } else if (kind === 'absent') {
    words.push(inWords(absence, 1 - scores.presence));
  }
  return words.join('; ');
}

type Graded = Readonly<Record<'high' | 'middle' | 'low', (share: string) => string>>;

/** From which share on a sentence is 'high' or 'middle'. */
interface Grades {
  readonly high: number;
  readonly middle: number;
}
const OF_SHARES: Grades = { high: 0.8, middle: 0.5 };
/** A mean over voxels that are all above one half: nothing below that, and little below 0.7. */
const OF_WAY: Grades = { high: 0.85, middle: 0.7 };

function inWords(graded: Graded, share: number, { high, middle }: Grades = OF_SHARES): string {
  return graded[share >= high ? 'high' : share >= middle ? 'middle' : 'low'](percent(share));
}
