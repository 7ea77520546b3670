import type { SegTarget } from '@few-shot-lms/dicom-seg';
import type { Said } from '@few-shot-lms/engine';
import type { LoadedSeg } from '../saving/LoadedSeg';

/** What the slices of an opened SEG are good for where the SEG itself does not say how they came about. */
export type SegUse =
  /** Drawn: runs start from them and leave them alone. */
  | 'support'
  /** A first guess: runs may do them again, except those that the user makes supports. */
  | 'start';

/** A Part 10 file and the series that it is opened for. */
export interface SegReadRequest {
  readonly bytes: ArrayBuffer;
  readonly target: SegTarget;
  readonly use: SegUse;
  /** Share of the maximum from which a fraction is object; null while the user has not been asked. */
  readonly threshold: number | null;
}

/** What fractions of a FRACTIONAL SEG mean. */
export type FractionKind = 'PROBABILITY' | 'OCCUPANCY';

export type SegReading =
  /** Fractions cannot be read before somebody says from where on they are object. */
  | { readonly kind: 'asks-threshold'; readonly fractions: FractionKind }
  | { readonly kind: 'read'; readonly seg: OpenedSeg };

/** A SEG on the grid of a series. Plain data, which a worker can send. */
export interface OpenedSeg {
  /** What the file calls itself, '' if it does not. */
  readonly label: string;
  readonly segments: readonly OpenedSegment[];
  readonly loaded: LoadedSeg;
  /** Sentences about how it was read. */
  readonly notes: readonly Said[];
}

export interface OpenedSegment {
  /** As the viewer numbers it, 1 to 255. */
  readonly index: number;
  readonly label: string;
  /** null where the SEG recommends none. */
  readonly colour: readonly [number, number, number] | null;
  /** For every slice in spatial order start and end of each run, one after the other. */
  readonly runs: readonly Uint32Array[];
}
