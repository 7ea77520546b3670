import type {
  DrawnSlice,
  FeatureProgress,
  JobSlice,
  ModelManifest,
  Said,
  SegmentRequest,
  SliceIterates,
  Volume,
} from '@few-shot-lms/engine';
import type { DrawnRuns } from './drawnSlice';
import type { SliceOfRun } from './SliceOfRun';
import type { SoftMask } from './SoftStore';
import type { ShelfReport } from '../state/featuresState';
import type { BackendReport, ModelSummary, ProviderChoice } from '../state/sessionState';

/** What the worker is told once, before anything else. */
export interface WorkerSetup {
  /** Absolute URL of the folder with `ort/` and `models/`, ending in a slash. */
  readonly assetBase: string;
}

/** Every call of the worker: what goes in, what comes out, what is reported on the way. */
export interface WorkerCalls {
  /** The models that there are to choose from, and which one is taken if nobody chooses. */
  listModels: {
    params: { readonly setup: WorkerSetup };
    result: {
      readonly models: readonly ModelSummary[];
      readonly defaultModel: ModelManifest['defaultModel'];
    };
    event: never;
  };
  /**
   * Loads and tests a model; loading the same again is free. If no id is given, the first of the preferred ones that the
   * manifest has, or its default.
   */
  loadModel: {
    params: {
      readonly setup: WorkerSetup;
      readonly modelId?: string;
      readonly preferred?: readonly string[];
      readonly provider: ProviderChoice;
    };
    result: BackendReport;
    event: never;
  };
  /** Keeps one volume for the runs to come, in place of the one before, and prepares it for the model. */
  setVolume: {
    params: {
      readonly key: string;
      /** Features of another study's volumes are dropped. */
      readonly studyKey: string;
      readonly volume: Volume;
      /** UIDs of the series and of its images in their order: what a stored file must have been made from. */
      readonly identity: readonly string[];
      /** Memory that features of all volumes may take. */
      readonly featureBytes: number;
    };
    result: null;
    event: never;
  };
  /** Propagates segments through the volume that was set. Cancelled, the run stays where it is until the next one. */
  propagate: {
    params: {
      readonly volumeKey: string;
      /** Names the run. */
      readonly token: string;
      readonly segments: readonly NamedSegmentRequest[];
      /** Name of a cancelled run to go on with, if it is still there; otherwise `segments` are done from the start. */
      readonly continues?: string;
    };
    result: null;
    event: PropagateEvent;
  };
  /** Probabilities of slices as the named runs left them; null where they are not kept any more. */
  softMasks: {
    params: { readonly wanted: readonly SliceOfRun[] };
    result: readonly (SoftMask | null)[];
    event: never;
  };
  /**
   * Makes the features of one more slice ahead, outward from the viewed one; null where the model or the volume gives
   * nothing to make. One slice a call, so that a run never waits for more.
   */
  encodeNext: {
    params: { readonly volumeKey: string; readonly viewed: number };
    result: FeaturesMade | null;
    event: never;
  };
  /** Drops the features in memory. */
  forgetFeatures: { params: null; result: null; event: never };
  /** Says whether features are kept on disk from now on; answers what is stored there. */
  keepFeatures: { params: { readonly wish: ShelfWish | null }; result: ShelfReport; event: never };
  /** Deletes the stored features of all series. */
  deleteFeatures: { params: null; result: ShelfReport; event: never };
  /**
   * Carries the mask of a filled slice back to a drawn one and compares: Dice, 0..1; null where the volume or the model is
   * not there (any more). A chain model takes a step for each slice on the way but the `empty` ones, and hears a cancel between two.
   */
  carryBack: {
    params: {
      readonly volumeKey: string;
      readonly found: DrawnSlice;
      readonly drawn: DrawnSlice;
      readonly empty: readonly number[];
    };
    result: number | null;
    event: never;
  };
  /** What a run saw and found on a slice; null if it is not kept any more, as after another run there. */
  explain: {
    params: SliceOfRun;
    result: SliceIterates | null;
    event: never;
  };
}

/** What was made, and what is stored if anybody has looked. */
export type FeaturesMade = FeatureProgress & { readonly shelf: ShelfReport | null };

/** That features are kept on disk. */
export interface ShelfWish {
  /** Random, known to this browser alone: without it names on disk cannot be guessed from UIDs. */
  readonly salt: string;
  readonly limitBytes: number;
}

export interface NamedSegmentRequest extends Omit<SegmentRequest, 'supports' | 'standing'> {
  readonly key: string;
  readonly supports: readonly DrawnRuns[];
  /**
   * Slices that it does not fill, with the run that did: as far as their probabilities are still kept, voxels there go to
   * the larger one; otherwise they are left to whoever has them.
   */
  readonly standing: readonly Pick<SliceOfRun, 'slice' | 'token'>[];
}

export type PropagateEvent =
  | { readonly type: 'slice'; readonly result: PropagatedSlice }
  /** The provider failed; the run starts over on another one and sends every slice again. */
  | { readonly type: 'restarted'; readonly report: BackendReport };

/** A slice result without what the page does not need (the soft mask alone is four times the label). */
export interface PropagatedSlice extends Pick<
  JobSlice,
  'slice' | 'status' | 'mask' | 'scores' | 'milliseconds'
> {
  readonly segmentKey: string;
  /** Masks on the slice of segments that came before or stand there, as they are with this one. */
  readonly others: readonly { readonly segmentKey: string; readonly mask: Uint8Array }[];
}

export type CallName = keyof WorkerCalls;

export type WorkerRequest =
  | {
      [Name in CallName]: {
        readonly call: Name;
        readonly id: number;
        readonly params: WorkerCalls[Name]['params'];
      };
    }[CallName]
  | { readonly call: 'cancel'; readonly id: number };

export type WorkerReply =
  /** The first message: the worker runs, and holds the lock of its name until it ends. */
  | { readonly id: 0; readonly type: 'alive' }
  | { readonly id: number; readonly type: 'done'; readonly result: unknown }
  | { readonly id: number; readonly type: 'event'; readonly event: unknown }
  | { readonly id: number; readonly type: 'failed'; readonly error: WireError };

/** Errors lose their class on the way through postMessage. */
export interface WireError {
  readonly kind: 'user' | 'cancelled' | 'unexpected';
  /** In English. */
  readonly message: string;
  /** The message taken apart, for the page to say in its own language. */
  readonly said?: Said;
}
