import type { CodedConcept } from '../codes/coded-concept';

/** How a segment came about (SegmentAlgorithmType). */
export type SegmentAlgorithmType = 'MANUAL' | 'SEMIAUTOMATIC' | 'AUTOMATIC';

/** One segment of a SEG: its value in the labelmap and what it means. */
export interface SegmentDescription {
  /** Value in the labelmap, from 1. */
  readonly number: number;
  readonly label: string;
  /** What it shows, in the words of whoever described it. */
  readonly description?: string;
  /** Recommended display colour, sRGB 0..255. */
  readonly rgb?: readonly [number, number, number];
  readonly algorithmType: SegmentAlgorithmType;
  readonly algorithmName?: string;
  /** What it is identified by together with its version, where that is another name. */
  readonly algorithmIdentifiedAs?: string;
  /** Kind of algorithm (CID 7162). It is written as identified only if this, its name and its version are known. */
  readonly algorithmFamily?: CodedConcept;
  readonly algorithmVersion?: string;
  /** Who the algorithm comes from. */
  readonly algorithmSource?: string;
  /** Settings and the hash of the model, as `algorithmParameters` writes them. */
  readonly algorithmParameters?: string;
  readonly category?: CodedConcept;
  readonly type?: CodedConcept;
  /** Laterality of a paired organ. */
  readonly typeModifier?: CodedConcept;
  readonly anatomicRegion?: CodedConcept;
  /** Laterality of a paired anatomic region. */
  readonly regionModifier?: CodedConcept;
  /** Stays with the object over all SEGs that show it; a new one if absent. */
  readonly trackingUid?: string;
  /** The same for people; stays with `trackingUid` whatever the segment is called. Made of the label if absent. */
  readonly trackingId?: string;
}
