import type { SeriesVolume } from '@few-shot-lms/dicom-seg';
import type { Volume } from '@few-shot-lms/engine';
import type { NiftiImage } from '../nifti/read-nifti';

/** The volume to work on, with what is needed to write a result beside it. */
export type LoadedImage = NiftiSource | DicomSource;

interface Source {
  /** For messages. */
  readonly name: string;
  readonly volume: Volume;
  /** Files that were read and must not be overwritten. */
  readonly files: readonly string[];
  /** What a person should know about how the image was read. */
  readonly notes: readonly string[];
}

export interface NiftiSource extends Source {
  readonly kind: 'nifti';
  readonly nifti: Pick<NiftiImage, 'header' | 'littleEndian'>;
}

export interface DicomSource extends Source {
  readonly kind: 'dicom';
  readonly series: SeriesVolume;
}
