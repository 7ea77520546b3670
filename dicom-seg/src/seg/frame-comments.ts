import type { NaturalizedDataset } from '../part10/dataset';
import { itemOf, itemsOf, numberOf, textOf } from '../part10/dataset';
import type { SliceOrigin } from './slice-origin';
import { SLICE_ORIGINS } from './slice-origin';

/** 'checked 1' stands among the scores, where readers that do not know it take it for one. */
const CHECKED = 'checked';

/** Length of VR LT. */
const MAX_LENGTH = 10240;
const SENTENCE = new RegExp(`^Segment (\\d+): (${SLICE_ORIGINS.join('|')})((?:, [a-z]+ [01](?:\\.\\d+)?)*)$`);

/**
 * How the segments of a frame came to be, for its Frame Comments (0020,9158), which the standard leaves to the writer:
 * 'Segment 1: drawn. Segment 2: propagated, trust 0.831, presence 0.99. Segment 3: propagated, trust 0.4, checked 1.'
 *
 * @param origins by segment number in the file
 * @returns undefined if there is nothing to say
 */
export function frameComments(origins: Iterable<readonly [number, SliceOrigin]>): string | undefined {
  let comments = '';
  for (const [number, { kind, scores = {}, checked }] of origins) {
    const figures = Object.entries({ ...scores, ...(checked ? { [CHECKED]: 1 } : {}) }).map(
      ([name, score]) => `, ${name} ${Number(score.toFixed(3))}`,
    );
    const sentence = `Segment ${number}: ${kind}${figures.join('')}.`;
    const longer = comments ? `${comments} ${sentence}` : sentence;
    if (longer.length > MAX_LENGTH) break;
    comments = longer;
  }
  return comments || undefined;
}

/** One segment on one slice of a SEG that was read. */
export interface FrameOrigin {
  readonly segmentNumber: number;
  /** The image that the frame was made from. */
  readonly sopInstanceUid: string;
  /** From 1; only for frames of a multi-frame image. */
  readonly frameNumber?: number;
  readonly origin: SliceOrigin;
}

/**
 * What `frameComments` wrote into a SEG. Frames without comments, or with those of other programs, are left out.
 *
 * @param dataset of the SEG, read from a file or from DICOMweb metadata
 */
export function frameOriginsOf(dataset: NaturalizedDataset): FrameOrigin[] {
  return itemsOf(dataset, 'PerFrameFunctionalGroupsSequence').flatMap((group) => {
    const source = itemsOf(group, 'DerivationImageSequence').flatMap((derivation) =>
      itemsOf(derivation, 'SourceImageSequence'),
    )[0];
    const sopInstanceUid = source ? textOf(source, 'ReferencedSOPInstanceUID') : '';
    if (!sopInstanceUid) return [];
    const frameNumber = numberOf(source, 'ReferencedFrameNumber');
    const comments = textOf(itemOf(group, 'FrameContentSequence') ?? {}, 'FrameComments');
    return originsIn(comments).map(([segmentNumber, origin]) => ({
      segmentNumber,
      sopInstanceUid,
      ...(frameNumber === undefined ? {} : { frameNumber }),
      origin,
    }));
  });
}

function originsIn(comments: string): [number, SliceOrigin][] {
  return comments
    .split(/\.(?:\s+|$)/)
    .map((sentence) => SENTENCE.exec(sentence))
    .filter((match) => match !== null)
    .map(([, number, kind, figures]) => {
      const said = figures
        .split(', ')
        .filter(Boolean)
        .map((figure) => figure.split(' '))
        .map(([name, score]) => [name, Number(score)] as const);
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
