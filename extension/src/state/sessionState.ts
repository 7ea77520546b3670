import type { MaskFingerprint } from './maskFingerprint';
import { NO_PROVENANCE, type SegmentProvenance } from './provenance';
import type { SliceArrival } from './timeLeft';
import type { ViewerContext } from './viewerContext';

/** First and last slice that a run may fill, inclusive, in spatial order from 0. */
export type SliceRange = readonly [number, number];

/** The model that filled slices, as a SEG names it. */
export type AlgorithmUsed = Pick<BackendReport, 'modelId' | 'modelTitle' | 'modelVersion' | 'modelHashes'>;

/** What is remembered of one segment, whether it is active or not. */
export interface SegmentSession {
  readonly masks: readonly MaskFingerprint[];
  readonly provenance: SegmentProvenance;
  /** null: the whole series. */
  readonly range: SliceRange | null;
  /** The model of the last run, null if there was none. */
  readonly algorithm: AlgorithmUsed | null;
}

export const NEW_SEGMENT_SESSION: SegmentSession = {
  masks: [],
  provenance: NO_PROVENANCE,
  range: null,
  algorithm: null,
};

export interface RunSummary {
  /** Slices that came, of `planned`. */
  readonly done: number;
  readonly planned: number;
  readonly propagated: number;
  readonly absent: number;
  readonly beyondEnd: number;
  /** Slices not written because the user drew on them while the run was going. */
  readonly kept: number;
  readonly seconds: number;
  /** The least trusted propagated slice, null if none was propagated. */
  readonly leastTrusted: { readonly slice: number; readonly trust: number } | null;
}

interface RunOf {
  readonly runId: number;
  readonly segmentKey: string;
  readonly segmentLabel: string;
}

export type RunState =
  | { readonly phase: 'idle' }
  | (RunOf & {
      readonly phase: 'preparing';
      readonly step: 'images' | 'model';
      readonly done: number;
      readonly total: number;
    })
  | (RunOf & {
      readonly phase: 'running' | 'cancelling';
      readonly planned: number;
      readonly startedAtMs: number;
      readonly arrivals: readonly SliceArrival[];
      readonly summary: RunSummary;
    })
  | (RunOf & { readonly phase: 'done' | 'cancelled' | 'undone'; readonly summary: RunSummary })
  | (RunOf & { readonly phase: 'failed'; readonly message: string; readonly summary: RunSummary });

/** Which execution provider runs the network, and what was found out about it. */
export interface BackendReport {
  /** 'webgpu' or 'wasm' */
  readonly provider: string;
  /** One sentence: why this provider and not the other. */
  readonly reason: string;
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
  /** Largest difference to the stored reference output. */
  readonly selfTestDifference: number;
  readonly loadSeconds: number;
}

export type BackendState =
  | { readonly phase: 'off' }
  | { readonly phase: 'starting' }
  | { readonly phase: 'ready'; readonly report: BackendReport }
  | { readonly phase: 'failed'; readonly message: string };

export type SavingState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'saving'; readonly to: 'store' | 'file' }
  | { readonly phase: 'saved'; readonly to: 'store' | 'file'; readonly name: string }
  | { readonly phase: 'failed'; readonly message: string };

/** How a SEG stores its labels: one label per voxel (Supplement 243) or one bit plane per segment. */
export type SegEncoding = 'LABELMAP' | 'BINARY';

/** The whole state behind the panel: plain data, changed only by `transition`. */
export interface SessionState {
  readonly context: ViewerContext;
  /** Slice that the active viewport shows, null where there is none. */
  readonly currentSlice: number | null;
  readonly segments: Readonly<Record<string, SegmentSession>>;
  readonly run: RunState;
  readonly backend: BackendState;
  readonly saving: SavingState;
  readonly encoding: SegEncoding;
  /** A sentence about the last thing that could not be done, null if there is none. */
  readonly problem: string | null;
}

export function initialState(reason: string): SessionState {
  return {
    context: { kind: 'no-series', reason },
    currentSlice: null,
    segments: {},
    run: { phase: 'idle' },
    backend: { phase: 'off' },
    saving: { phase: 'idle' },
    encoding: 'LABELMAP',
    problem: null,
  };
}
