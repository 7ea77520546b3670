import type { HardSegment, SavingState } from '../state/sessionState';
import { texts } from '../texts';

/** Where a saved SEG is, and what is otherwise in it than was asked for. */
export function savedSentences({
  to,
  name,
  overlap,
  hard,
  overtaken,
}: Extract<SavingState, { phase: 'saved' }>): readonly string[] {
  return [
    to === 'store' ? texts.save.stored(name) : texts.save.downloaded(name),
    ...(overlap ? [texts.save.becauseOverlap(...overlap)] : []),
    ...hard.map(hardSentence),
    ...(overtaken ? [texts.save.overtaken] : []),
  ];
}

function hardSentence({ label, filled, missing }: HardSegment): string {
  if (filled === 0) return texts.save.onlyDrawn(label);
  return missing === filled ? texts.save.noSoft(label) : texts.save.someSoft(missing, label);
}
