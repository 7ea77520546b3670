import type { DrawnSlice, SliceResult, Volume } from '@few-shot-lms/engine';
import type { BackendReport } from '../state/sessionState';

export type ProviderChoice = 'auto' | 'webgpu' | 'wasm';

/** What the worker is told once, before anything else. */
export interface WorkerSetup {
  /** Absolute URL of the folder with `ort/` and `models/`, ending in a slash. */
  readonly assetBase: string;
}

/** Every call of the worker: what goes in, what comes out, what is reported on the way. */
export interface WorkerCalls {
  /** Loads and tests a model (the manifest's default if no id is given); loading the same again is free. */
  loadModel: {
    params: { readonly setup: WorkerSetup; readonly modelId?: string; readonly provider: ProviderChoice };
    result: BackendReport;
    event: never;
  };
  /** Keeps one volume for the runs to come, in place of the one before. */
  setVolume: {
    params: { readonly key: string; readonly volume: Volume };
    result: null;
    event: never;
  };
  /** Propagates one segment through the volume that was set. */
  propagate: {
    params: {
      readonly volumeKey: string;
      readonly supports: readonly DrawnSlice[];
      readonly range: readonly [number, number];
    };
    result: null;
    event: PropagateEvent;
  };
}

export type PropagateEvent =
  | { readonly type: 'slice'; readonly result: PropagatedSlice }
  /** The provider failed; the run starts over on another one and sends every slice again. */
  | { readonly type: 'restarted'; readonly report: BackendReport };

/** A slice result without what the page does not need (the soft mask alone is four times the label). */
export type PropagatedSlice = Pick<SliceResult, 'slice' | 'status' | 'mask' | 'scores' | 'milliseconds'>;

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
  | { readonly id: number; readonly type: 'done'; readonly result: unknown }
  | { readonly id: number; readonly type: 'event'; readonly event: unknown }
  | { readonly id: number; readonly type: 'failed'; readonly error: WireError };

/** Errors lose their class on the way through postMessage. */
export interface WireError {
  readonly kind: 'user' | 'cancelled' | 'unexpected';
  readonly message: string;
}
