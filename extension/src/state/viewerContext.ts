import type { Said } from '@few-shot-lms/engine';

/** Segments of a segmentation: the viewer's labelmaps have a byte a voxel. */
export const MOST_SEGMENTS = 255;

/**
 * The series behind the active viewport, or the stack of it that is meant, in words and numbers; slices count in spatial
 * order from 0.
 */
export interface SeriesSummary {
  /** Same key, same images in the same order. */
  readonly key: string;
  readonly description: string;
  readonly modality: string;
  /** Body part examined, as the series says it in capitals; '' where it does not. */
  readonly bodyPart: string;
  readonly studyKey: string;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  /** Area of a pixel in mm². */
  readonly pixelAreaMm2: number;
  /** Distance between slices in mm. */
  readonly sliceSpacingMm: number;
  /** The viewer scrolls through the slices against the spatial order. */
  readonly descending: boolean;
  /** Says which of several stacks of the series this is; null where there is one. */
  readonly stack: Said | null;
  /** Sentences about the series that do not keep it from being used. */
  readonly warnings: readonly Said[];
}

export interface SegmentSummary {
  /** Identifies the segment among all segmentations. */
  readonly key: string;
  readonly segmentationId: string;
  readonly segmentationLabel: string;
  readonly index: number;
  readonly label: string;
  readonly colour: readonly [number, number, number];
  readonly locked: boolean;
}

/** The segments that a segmentation has, by index. */
export interface ListedSegments {
  readonly segmentationId: string;
  readonly indices: readonly number[];
}

/** What the active viewport shows, as far as this extension cares. */
export type ViewerContext =
  /** Nothing that can be segmented; `reason` is a sentence for the user. */
  | { readonly kind: 'no-series'; readonly reason: string }
  /** A series without a labelmap, or a labelmap of which no segment is active. */
  | {
      readonly kind: 'no-segment';
      readonly series: SeriesSummary;
      /** The labelmap, if there is one. */
      readonly segmentation?: ListedSegments;
    }
  | {
      readonly kind: 'segment';
      readonly series: SeriesSummary;
      /** The active one. */
      readonly segment: SegmentSummary;
      /** All of the active segmentation, in the viewer's order. */
      readonly segments: readonly SegmentSummary[];
    };

/** The active segmentation with all its segments; null where there is none. */
export function listedSegments(context: ViewerContext): ListedSegments | null {
  if (context.kind === 'no-series') return null;
  if (context.kind === 'no-segment') return context.segmentation ?? null;
  const { segmentationId } = context.segment;
  return { segmentationId, indices: context.segments.map(({ index }) => index) };
}

/** The number that the viewer shows for a slice: counted from 1 in the order in which it scrolls. */
export function sliceNumber(series: Pick<SeriesSummary, 'slices' | 'descending'>, slice: number): number {
  return series.descending ? series.slices - slice : slice + 1;
}

/** The slice with a number that the viewer shows; the inverse of `sliceNumber`. */
export function sliceOfNumber(series: Pick<SeriesSummary, 'slices' | 'descending'>, number: number): number {
  return series.descending ? series.slices - number : number - 1;
}

export function segmentKey(segmentationId: string, segmentIndex: number): string {
  return `${segmentationId}#${segmentIndex}`;
}

/** The segmentation that a segment belongs to. */
export function segmentationOf(key: string): string {
  return key.slice(0, key.lastIndexOf('#'));
}
