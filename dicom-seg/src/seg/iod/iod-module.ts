import type { NaturalizedDataset } from '../../part10/dataset';
import type { SegFrames } from '../frames/seg-frames';
import type { SegWriteRequest } from '../seg-write-request';
import type { SegmentDescription } from '../segment-description';
import type { AttributeTable } from './attribute-table';

/** A segment and its number in the file. */
export interface NumberedSegment {
  readonly number: number;
  readonly description: SegmentDescription;
}

/** What every module may need to know. */
export interface SegContext {
  readonly request: SegWriteRequest;
  /** Header of the source image under the first frame: patient, study and equipment are taken from it. */
  readonly source: NaturalizedDataset;
  readonly content: SegFrames;
  /** In the order of their numbers. */
  readonly segments: readonly NumberedSegment[];
  /** When the object was made, local time as DICOM writes it. */
  readonly now: { readonly date: string; readonly time: string };
}

/** One module of the information object definition: a row of its table and the function that writes it. */
export interface IodModule extends AttributeTable {
  /** Information entity that the module describes. */
  readonly entity: 'Patient' | 'Study' | 'Series' | 'Frame of Reference' | 'Equipment' | 'Image';
  readonly usage: 'M' | 'C' | 'U';
  /** Attributes by keyword; nothing for a module that does not apply. */
  write(context: SegContext): Record<string, unknown>;
}
