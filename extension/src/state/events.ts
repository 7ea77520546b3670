import type { SliceScores, SliceStatus } from '@few-shot-lms/engine';
import type { LoadedSeg } from '../saving/LoadedSeg';
import type { SegPlace } from '../saving/SegPlace';
import type { FeaturesState, ShelfState } from './featuresState';
import type { MaskFingerprint } from './maskFingerprint';
import type { RunOf } from './runState';
import type { SegmentationMemory } from './segmentationMemory';
import type {
  AheadState,
  AlgorithmUsed,
  BackendState,
  ModelMenu,
  MovedEnd,
  OpeningState,
  SavedContent,
  SavingState,
  SegEncoding,
  SegListing,
  SegmentTracking,
  SliceRange,
} from './sessionState';
import type { ViewerContext } from './viewerContext';

/** Masks of several segments on one slice, by segment key. */
export type MasksBySegment = Readonly<Record<string, MaskFingerprint>>;

/** What happens to segments outside of runs. */
export type SegmentEvent =
  /** What the labelmap holds now, all slices, by segment key. */
  | { readonly type: 'masks'; readonly masks: Readonly<Record<string, readonly MaskFingerprint[]>> }
  | { readonly type: 'segmentation-removed'; readonly segmentationId: string }
  /** A segmentation is going to come back as it was when this was remembered of it. */
  | { readonly type: 'set-back'; readonly segmentationId: string; readonly memory: SegmentationMemory }
  | { readonly type: 'takes-part'; readonly segmentKey: string; readonly takesPart: boolean }
  | { readonly type: 'visited'; readonly segmentKey: string; readonly slice: number }
  /** A filled slice was carried back to a drawn one, with this Dice. */
  | {
      readonly type: 'carried-back';
      readonly segmentKey: string;
      readonly slice: number;
      /** What was carried (`workName`). */
      readonly work: string;
      readonly dice: number;
    }
  | {
      readonly type: 'checked';
      readonly segmentKey: string;
      readonly slice: number;
      readonly checked: boolean;
    }
  /** The user makes a filled slice a support, or a drawn one no support. */
  | {
      readonly type: 'decided';
      readonly segmentKey: string;
      readonly slice: number;
      readonly decision: 'locked' | 'released';
    }
  | {
      readonly type: 'cleared';
      readonly runId: number;
      readonly segmentKey: string;
      readonly slices: readonly number[];
      /** The user's ends that have come nearer with it. */
      readonly ends: readonly Pick<MovedEnd, 'side' | 'slice'>[];
    }
  | { readonly type: 'range'; readonly segmentationId: string; readonly range: SliceRange | null }
  | { readonly type: 'overwrite'; readonly segmentationId: string; readonly allowed: boolean }
  /** A run or a clearing was taken back, or done again, by the viewer's undo list. */
  | {
      readonly type: 'undone';
      readonly runId: number;
      readonly segmentKeys: readonly string[];
      readonly undone: boolean;
    };

/** What happens to a run. Times are milliseconds of one monotonic clock. */
export type RunEvent =
  | {
      readonly type: 'run-preparing';
      readonly run: RunOf;
      readonly step: 'images' | 'model';
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: 'run-started';
      readonly runId: number;
      readonly atMs: number;
      readonly algorithm: AlgorithmUsed;
    }
  | {
      readonly type: 'run-slice';
      readonly runId: number;
      readonly segmentKey: string;
      readonly slice: number;
      readonly status: SliceStatus;
      readonly scores: SliceScores;
      /** All masks that were written on the slice, the segment's own among them; null if it was left alone. */
      readonly masks: MasksBySegment | null;
      /** Voxels there may have gone to a find that is not, or not any more, in the labelmap. */
      readonly robbed?: boolean;
      readonly atMs: number;
    }
  | { readonly type: 'run-cancelling'; readonly runId: number }
  | { readonly type: 'run-restarted'; readonly runId: number; readonly atMs: number }
  | {
      readonly type: 'run-ended';
      readonly runId: number;
      readonly how: 'done' | 'cancelled';
      readonly atMs: number;
    }
  | { readonly type: 'run-failed'; readonly runId: number; readonly message: string; readonly atMs: number };

/** What saving and opening SEGs means for segments. */
export type SegEvent =
  | { readonly type: 'structure'; readonly segmentKey: string; readonly structure: string | null }
  /** A segmentation turns out to have been opened from a SEG; its masks are known. */
  | { readonly type: 'seg-loaded'; readonly segmentationId: string; readonly seg: LoadedSeg }
  /** A SEG of the segmentation was written. */
  | {
      readonly type: 'seg-placed';
      readonly segmentationId: string;
      readonly place: SegPlace;
      /** By segment key. */
      readonly tracking: Readonly<Record<string, SegmentTracking>>;
    }
  /** A SEG of the segmentation is in the archive, or was handed to the user. */
  | { readonly type: 'seg-saved'; readonly segmentationId: string; readonly content: SavedContent };

/** What happens to features that are made ahead or stored. */
export type FeaturesEvent =
  | { readonly type: 'features'; readonly features: FeaturesState }
  | { readonly type: 'shelf'; readonly shelf: Partial<ShelfState> };

/** Everything that can happen to the state. */
export type SessionEvent =
  | SegmentEvent
  | SegEvent
  | RunEvent
  | FeaturesEvent
  | { readonly type: 'context'; readonly context: ViewerContext }
  | { readonly type: 'current-slice'; readonly slice: number | null }
  | { readonly type: 'backend'; readonly backend: BackendState }
  | { readonly type: 'menu'; readonly menu: Partial<ModelMenu> }
  | { readonly type: 'ahead'; readonly ahead: AheadState }
  | { readonly type: 'shown-variable'; readonly name: string | null }
  | { readonly type: 'saving'; readonly saving: SavingState }
  | { readonly type: 'segs'; readonly segs: readonly SegListing[] }
  | { readonly type: 'opening'; readonly opening: OpeningState }
  | { readonly type: 'overwrite-by-default'; readonly allowed: boolean }
  | { readonly type: 'encoding'; readonly encoding: SegEncoding }
  | { readonly type: 'problem'; readonly message: string | null };
