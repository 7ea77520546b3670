import type { NaturalizedDataset } from '../part10/dataset';
import { itemOf, itemsOf, numberOf, textOf } from '../part10/dataset';
import type { EmptyRun } from './empty-run';
import { emptyRunSentence, parseEmptyRun, withoutScores } from './empty-run';
import { FIGURE, figureWords, parseFigures } from './figures';
import type { SliceOrigin } from './slice-origin';
import { SLICE_ORIGINS } from './slice-origin';

/** 'checked 1' stands among the scores, where readers that do not know it take it for one. */
const CHECKED = 'checked';

/** Length of VR LT. */
const MAX_LENGTH = 10240;
const SENTENCE = new RegExp(`^Segment (\\d+): (${SLICE_ORIGINS.join('|')})((?:, ${FIGURE})*)$`);

/**
 * How the segments of a frame came to be, and why they are not on the slices beside it, for its Frame Comments (0020,9158),
 * which the standard leaves to the writer:
 * 'Segment 1: drawn. Segment 2: propagated, trust 0.831, presence 0.99. Segment 2 after: absent 2, beyond-end 85.'
 *
 * There is room for 10,240 characters. What the frame itself shows comes first. Of the slices beside it, scores are left out where
 * there is no room for them, and a run of slices for which there is none even so: a part of it would not add up.
 *
 * @param origins by segment number in the file
 * @param emptyRuns of segments that the frame shows
 * @returns undefined if there is nothing to say
 */
export function frameComments(
  origins: Iterable<readonly [number, SliceOrigin]>,
  emptyRuns: Iterable<EmptyRun> = [],
): string | undefined {
  let comments = '';
  const add = (sentence: string): boolean => {
    const longer = comments ? `${comments} ${sentence}` : sentence;
    if (longer.length > MAX_LENGTH) return false;
    comments = longer;
    return true;
  };
  for (const [number, { kind, scores = {}, checked }] of origins) {
    const figures = figureWords({ ...scores, ...(checked ? { [CHECKED]: 1 } : {}) });
    if (!add(`Segment ${number}: ${kind}${figures && `, ${figures}`}.`)) break;
  }
  for (const run of emptyRuns) {
    if (!add(emptyRunSentence(run))) add(emptyRunSentence(withoutScores(run)));
  }
  return comments || undefined;
}

/** A frame of a SEG that was read, with what its comments say. */
export interface CommentedFrame {
  /** The image that it was made from, '' if it names none. */
  readonly sopInstanceUid: string;
  /** From 1; only for frames of a multi-frame image. */
  readonly frameNumber?: number;
  /** What it shows, as far as that is said without its pixels: the comments of a label map's frame name its segments. */
  readonly segments: readonly number[];
  /** By segment number. */
  readonly origins: readonly (readonly [number, SliceOrigin])[];
  readonly emptyRuns: readonly EmptyRun[];
}

/**
 * What `frameComments` wrote into a SEG. Of frames without comments, or with those of other programs, nothing is said.
 *
 * @param dataset of the SEG, read from a file or from DICOMweb metadata
 */
export function commentedFramesOf(dataset: NaturalizedDataset): CommentedFrame[] {
  return itemsOf(dataset, 'PerFrameFunctionalGroupsSequence').map((group) => {
    const source = itemsOf(group, 'DerivationImageSequence').flatMap((derivation) =>
      itemsOf(derivation, 'SourceImageSequence'),
    )[0];
    const frameNumber = source && numberOf(source, 'ReferencedFrameNumber');
    const sentences = textOf(itemOf(group, 'FrameContentSequence') ?? {}, 'FrameComments').split(
      /\.(?:\s+|$)/,
    );
    const origins = originsIn(sentences);
    const emptyRuns = sentences.map(parseEmptyRun).filter((run) => run !== undefined);
    const said = [
      ...origins.map(([number]) => number),
      ...emptyRuns.map(({ segmentNumber }) => segmentNumber),
    ];
    const segment = numberOf(itemOf(group, 'SegmentIdentificationSequence') ?? {}, 'ReferencedSegmentNumber');
    return {
      sopInstanceUid: source ? textOf(source, 'ReferencedSOPInstanceUID') : '',
      ...(frameNumber === undefined ? {} : { frameNumber }),
      segments: segment === undefined ? [...new Set(said)] : [segment],
      origins,
      emptyRuns,
    };
  });
}

function originsIn(sentences: readonly string[]): [number, SliceOrigin][] {
  return sentences
    .map((sentence) => SENTENCE.exec(sentence))
    .filter((match) => match !== null)
    .map(([, number, kind, figures]) => {
      const said = parseFigures(figures);
      const scores = said.filter(([name]) => name !== CHECKED);
      return [
        Number(number),
        {
          kind: kind as SliceOrigin['kind'],
          ...(scores.length > 0 ? { scores: Object.fromEntries(scores) } : {}),
          ...(said.some(([name, value]) => name === CHECKED && value === 1) ? { checked: true } : {}),
        },
      ];
    });
}
