/** A segment's slice as a run left it. */
export interface SliceOfRun {
  readonly segmentKey: string;
  readonly slice: number;
  /** Names the run. */
  readonly token: string;
}
