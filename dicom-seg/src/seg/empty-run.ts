import { FIGURE, figureWords, parseFigures } from './figures';
import type { SliceOrigin } from './slice-origin';
import { EMPTY_ORIGINS } from './slice-origin';

/** Slices in a row of which the same is known. */
export interface AlikeSlices {
  readonly count: number;
  /** Undefined where nothing is known. */
  readonly origin?: SliceOrigin;
}

/** The slices without a segment beside a frame of it, all of them up to its next frame or the end of the stack. */
export interface EmptyRun {
  readonly segmentNumber: number;
  /** 'after': towards the last slice in spatial order. */
  readonly side: 'before' | 'after';
  /** Counted away from the frame: the first is next to it. */
  readonly parts: readonly AlikeSlices[];
}

const UNKNOWN = 'unknown';
const CHECKED = 'checked ';

const PART = `(?:${CHECKED})?(?:${[...EMPTY_ORIGINS, UNKNOWN].join('|')}) \\d+(?: \\(${FIGURE}(?:, ${FIGURE})*\\))?`;
const SENTENCE = new RegExp(`^Segment (\\d+) (before|after): (${PART}(?:, ${PART})*)$`);
const PARTS = new RegExp(`(${CHECKED})?([a-z-]+) (\\d+)(?: \\(([^)]*)\\))?`, 'g');

/**
 * 'Segment 2 after: absent 1 (presence 0.12, trust 0.88), checked absent 1, beyond-end 85.' Slices of which nothing is known
 * are counted as 'unknown', so that the counts add up to all slices of the run.
 */
export function emptyRunSentence({ segmentNumber, side, parts }: EmptyRun): string {
  const words = parts.map(({ count, origin }) => {
    const { kind = UNKNOWN, checked, scores = {} } = origin ?? {};
    const figures = figureWords(scores);
    return `${checked ? CHECKED : ''}${kind} ${count}${figures && ` (${figures})`}`;
  });
  return `Segment ${segmentNumber} ${side}: ${words.join(', ')}.`;
}

/** @param sentence without its full stop. @returns undefined for any other sentence */
export function parseEmptyRun(sentence: string): EmptyRun | undefined {
  const [, number, side, parts] = SENTENCE.exec(sentence) ?? [];
  if (parts === undefined) return undefined;
  return {
    segmentNumber: Number(number),
    side: side as EmptyRun['side'],
    parts: [...parts.matchAll(PARTS)].map(([, checked, word, count, figures]) => ({
      count: Number(count),
      ...(word === UNKNOWN ? {} : { origin: originOf(word as SliceOrigin['kind'], !!checked, figures) }),
    })),
  };
}

/** The same without scores, which is shorter. */
export function withoutScores({ parts, ...run }: EmptyRun): EmptyRun {
  const bare = parts.map(({ count, origin }): AlikeSlices => {
    if (!origin) return { count };
    const { scores: _, ...rest } = origin;
    return { count, origin: rest };
  });
  return { ...run, parts: joined(bare) };
}

/** Puts neighbours of which the same is known into one. */
export function joined(parts: readonly AlikeSlices[]): readonly AlikeSlices[] {
  const result: AlikeSlices[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last && nameOf(last) === nameOf(part))
      result.splice(-1, 1, { ...last, count: last.count + part.count });
    else result.push(part);
  }
  return result;
}

function nameOf({ origin }: AlikeSlices): string {
  const { kind, checked, scores = {} } = origin ?? {};
  return JSON.stringify([kind, checked, figureWords(scores)]);
}

function originOf(kind: SliceOrigin['kind'], checked: boolean, figures: string | undefined): SliceOrigin {
  return {
    kind,
    ...(figures ? { scores: Object.fromEntries(parseFigures(figures)) } : {}),
    ...(checked ? { checked: true } : {}),
  };
}
