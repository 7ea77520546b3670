import type { Said } from '@few-shot-lms/engine';
import type { SegmentDescription } from '@few-shot-lms/dicom-seg';
import type { FractionKind } from '../opening/OpenedSeg';
import type { SegPlace } from '../saving/SegPlace';
import type { MaskFingerprint } from './maskFingerprint';
import type { FeaturesState, ShelfState } from './featuresState';
import { NO_PROVENANCE, type SegmentProvenance } from './provenance';
import type { RunState } from './runState';
import type { ViewerContext } from './viewerContext';

/** First and last slice that a run may fill, inclusive, in spatial order from 0. */
export type SliceRange = readonly [number, number];

/** The model that filled slices, as a SEG names it. */
export type AlgorithmUsed = Pick<BackendReport, 'modelId' | 'modelTitle' | 'modelVersion' | 'modelHashes'>;

/** Towards the first or the last slice in spatial order. */
export type Side = 'low' | 'high';

/** The user's word on how far the object goes; undone with the run or the clearing that it came with. */
export interface MovedEnd {
  readonly runId: number;
  readonly side: Side;
  /** Runs go on at least to this slice whatever presence says; null: presence decides again. */
  readonly slice: number | null;
}

/** What is remembered of a segment's slices, by their numbers. */
export interface SliceMemory {
  readonly masks: readonly MaskFingerprint[];
  readonly provenance: SegmentProvenance;
  /** Ends of the object that the user has moved, oldest first. */
  readonly movedEnds: readonly MovedEnd[];
  /** What was looked at on slices (`visitName`) and what was found right there (`checkName`). What has changed since counts no more. */
  readonly visited: Readonly<Record<number, string>>;
  readonly checked: Readonly<Record<number, string>>;
  /** Dice of filled slices carried back to a drawn one. A changed shape, or another thing that it is made from, counts no more. */
  readonly carriedBack: Readonly<Record<number, { readonly work: string; readonly dice: number }>>;
}

/** What a segment is followed by over all SEGs that show it: an identifier, and the same for people. */
export interface SegmentTracking {
  readonly trackingUid: string;
  readonly trackingId: string;
}

/** What is remembered of one segment, whether it is active or not. */
export interface SegmentSession extends SliceMemory {
  /** The same for other stacks that it was drawn on, by series key (`onStack`). */
  readonly otherStacks: Readonly<Record<string, SliceMemory>>;
  /** False: left out of runs although it has drawn slices. */
  readonly takesPart: boolean;
  /** The models of the runs that have begun for it, by run. */
  readonly algorithms: Readonly<Record<number, AlgorithmUsed>>;
  /** What the user says it shows, by the id of a row in the table of structures; null: what its name says. */
  readonly structure: string | null;
  /** As the SEG describes it that it was opened from, null if it was made here. */
  readonly loaded: SegmentDescription | null;
  /** Stays with it over all SEGs that show it, whatever it is called then; null until it is written. */
  readonly tracking: SegmentTracking | null;
}

export const NEW_SLICE_MEMORY: SliceMemory = {
  masks: [],
  provenance: NO_PROVENANCE,
  movedEnds: [],
  visited: {},
  checked: {},
  carriedBack: {},
};

export const NEW_SEGMENT_SESSION: SegmentSession = {
  ...NEW_SLICE_MEMORY,
  otherStacks: {},
  takesPart: true,
  algorithms: {},
  structure: null,
  loaded: null,
  tracking: null,
};

/** What of a segment a SEG holds besides its name. */
export interface SavedSegment extends Pick<SegmentSession, 'masks' | 'structure'> {
  /** How it came to be on its slices, or why it is not, as text to compare (`originsOf`). */
  readonly origins: string;
}

/** A segmentation as it is in a SEG. */
export interface SavedContent {
  /** The series, or the stack of it, that the SEG is of. */
  readonly seriesKey: string | null;
  /** By segment key. */
  readonly segments: Readonly<Record<string, SavedSegment>>;
}

/** What is remembered of a segmentation as a whole. */
export interface SegmentationSession {
  /** The series, or the stack of it, on which its slices are counted; null until it was active. */
  readonly seriesKey: string | null;
  /** null: the whole series. */
  readonly range: SliceRange | null;
  /** The same for other stacks, by series key. */
  readonly otherRanges: Readonly<Record<string, SliceRange | null>>;
  /** Whether a run may take voxels of segments that are not part of it; null: as the installation has it. */
  readonly mayOverwrite: boolean | null;
  /** Where it was saved last, null if it was not. */
  readonly place: SegPlace | null;
  /** As it was saved or opened last, null if it was not. */
  readonly saved: SavedContent | null;
  /** It, or a segment of it, has got another name since. */
  readonly renamed: boolean;
  /** What the SEG says that it was opened from is known already. */
  readonly adopted: boolean;
}

export const NEW_SEGMENTATION_SESSION: SegmentationSession = {
  seriesKey: null,
  range: null,
  otherRanges: {},
  mayOverwrite: null,
  place: null,
  saved: null,
  renamed: false,
  adopted: false,
};

/** Which execution provider runs the network, and what was found out about it. */
export interface BackendReport {
  /** 'webgpu' or 'wasm' */
  readonly provider: string;
  /** Sentences: why this provider and not the other. */
  readonly reasons: readonly Said[];
  /** Threads of the provider; 0 where the notion does not apply. */
  readonly threads: number;
  readonly modelId: string;
  readonly modelTitle: string;
  readonly modelVersion: string;
  /** SHA-256 of the model's files by role, as they were verified. */
  readonly modelHashes: Readonly<Record<string, string>>;
  readonly licence: string;
  /** DICOM modalities the model was trained on. */
  readonly modalities: readonly string[];
  /** Regions of the body that it was measured on; empty where nobody says. */
  readonly regions: readonly string[];
  /** It has an encoder of whole slices, whose features can be made before a run. */
  readonly encodesSlices: boolean;
  /** Largest difference to the stored reference output. */
  readonly selfTestDifference: number;
  /** Files, sessions and self-test, which is also the warm-up. */
  readonly loadSeconds: number;
}

export type BackendState =
  | { readonly phase: 'off' }
  | { readonly phase: 'starting' }
  | { readonly phase: 'ready'; readonly report: BackendReport }
  | { readonly phase: 'failed'; readonly message: string };

export const PROVIDERS = ['auto', 'webgpu', 'wasm'] as const;

export type ProviderChoice = (typeof PROVIDERS)[number];

/** A model that can be chosen. */
export interface ModelSummary {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly licence: string;
  /** Modalities that it was trained on. */
  readonly modalities: readonly string[];
  /** Regions of the body that it was measured on; empty where it does not say. */
  readonly regions: readonly string[];
}

/** What is wanted to run, and what there is to choose from. */
export interface ModelMenu {
  /** Empty until the list has been read. */
  readonly models: readonly ModelSummary[];
  /** Default of the list; null until it has been read. */
  readonly defaultId: string | null;
  /** The user's choice, of now or of an earlier visit, so that the list may have it no more; null: none. */
  readonly modelId: string | null;
  /** The installation's choice, which the list may not have either; null: the default of the list. */
  readonly installedId: string | null;
  readonly provider: ProviderChoice;
}

/** The images on their way to the worker before anybody asks for a run. */
export type AheadState =
  | { readonly phase: 'off' }
  | {
      readonly phase: 'loading' | 'ready';
      readonly seriesKey: string;
      readonly done: number;
      readonly total: number;
      /** Memory of the images that are there, in the worker. */
      readonly bytes: number;
    }
  /** More than may be held unasked; a run still loads it. */
  | { readonly phase: 'too-large'; readonly seriesKey: string; readonly bytes: number }
  | { readonly phase: 'failed'; readonly seriesKey: string; readonly message: string };

/** A segment that was saved with the values 0 and 1 where a run has filled slices. */
export interface HardSegment {
  readonly label: string;
  /** Slices that a run has filled, and those of them without probabilities. */
  readonly filled: number;
  readonly missing: number;
}

export type SavingState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'saving';
      readonly to: 'store' | 'file';
      /** Something has changed that may not be in the file any more. */
      readonly overtaken?: boolean;
    }
  | {
      readonly phase: 'saved';
      readonly to: 'store' | 'file';
      readonly name: string;
      /** Two segments because of which it is binary although a label map was asked for. */
      readonly overlap: readonly [string, string] | null;
      /** FRACTIONAL: segments with filled slices, or all of them, that have no probabilities. */
      readonly hard: readonly HardSegment[];
      /** What was changed while it was written may be missing in it. */
      readonly overtaken?: boolean;
    }
  | { readonly phase: 'failed'; readonly message: string };

/** A SEG of the study that can be opened. */
export interface SegListing {
  readonly id: string;
  readonly description: string;
  readonly seriesNumber: number | null;
  readonly instanceNumber: number | null;
  /** '2026-01-31 14:05:09', or the day alone. */
  readonly made: string | null;
}

/** Opening a SEG with the product's own reader. */
export type OpeningState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'reading'; readonly name: string }
  /** It holds fractions: the user says from which share on a voxel is object. */
  | { readonly phase: 'asks-threshold'; readonly name: string; readonly fractions: FractionKind }
  | {
      readonly phase: 'opened';
      readonly name: string;
      readonly segments: number;
      /** Sentences about how it was read. */
      readonly notes: readonly Said[];
    }
  | { readonly phase: 'failed'; readonly name: string; readonly message: string };

/** How a SEG stores its segments: one label per voxel (Supplement 243), one bit plane each, or a probability each. */
export type SegEncoding = 'LABELMAP' | 'BINARY' | 'FRACTIONAL';

/** The whole state behind the panel: plain data, changed only by `transition`. */
export interface SessionState {
  readonly context: ViewerContext;
  /** Slice that the active viewport shows, null where there is none. */
  readonly currentSlice: number | null;
  /** By segment key and by segmentation id. */
  readonly segments: Readonly<Record<string, SegmentSession>>;
  readonly segmentations: Readonly<Record<string, SegmentationSession>>;
  /** Segments that were deleted lately, by segment key, the latest last (`layAside`). */
  readonly laidAside: Readonly<Record<string, SegmentSession>>;
  readonly run: RunState;
  readonly backend: BackendState;
  readonly menu: ModelMenu;
  readonly ahead: AheadState;
  readonly features: FeaturesState;
  readonly shelf: ShelfState;
  /** Name of the variable that is laid over the viewport, null for none. */
  readonly shownVariable: string | null;
  readonly saving: SavingState;
  /** The SEGs of the study. */
  readonly segs: readonly SegListing[];
  readonly opening: OpeningState;
  readonly encoding: SegEncoding;
  /** Whether runs may take voxels of segments that are not part of them where the user has not said it. */
  readonly overwriteByDefault: boolean;
  /** A sentence about the last thing that could not be done, null if there is none. */
  readonly problem: string | null;
}

export function initialState(reason: string): SessionState {
  return {
    context: { kind: 'no-series', reason },
    currentSlice: null,
    segments: {},
    segmentations: {},
    laidAside: {},
    run: { phase: 'idle' },
    backend: { phase: 'off' },
    menu: { models: [], defaultId: null, modelId: null, installedId: null, provider: 'auto' },
    ahead: { phase: 'off' },
    features: { phase: 'off' },
    shelf: { wanted: false, report: null },
    shownVariable: null,
    saving: { phase: 'idle' },
    segs: [],
    opening: { phase: 'idle' },
    encoding: 'LABELMAP',
    overwriteByDefault: false,
    problem: null,
  };
}

/** The remembered data of a segment, empty for a segment that has not been seen. */
export function segmentSession(state: SessionState, segmentKey: string): SegmentSession {
  return state.segments[segmentKey] ?? NEW_SEGMENT_SESSION;
}

export function segmentationSession(state: SessionState, segmentationId: string): SegmentationSession {
  return state.segmentations[segmentationId] ?? NEW_SEGMENTATION_SESSION;
}

/** Whether runs on a segmentation may take voxels of segments that are not part of them. */
export function mayOverwrite(state: SessionState, segmentationId: string): boolean {
  return segmentationSession(state, segmentationId).mayOverwrite ?? state.overwriteByDefault;
}
