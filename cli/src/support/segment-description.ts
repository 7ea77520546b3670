/** What a segment is called in the result. */
export interface SegmentDescription {
  readonly name: string;
}
