import type { PropagationRequest, SliceResult } from '@few-shot-lms/engine';

/** What the command needs of the engine; tests put a network-free one in its place. */
export interface EnginePort {
  /** @throws UserError when the request cannot be run */
  validate(request: PropagationRequest): void;
  /** How many slices `propagate` will yield. */
  plan(request: PropagationRequest): number;
  /** Reads, verifies and loads a model. @throws UserError for an unknown id or damaged files */
  open(choice: ModelChoice): Promise<OpenModel>;
}

export interface ModelChoice {
  /** Folder with manifest.json; undefined: the one that comes with the program. */
  readonly folder?: string;
  /** Undefined: the manifest's default. */
  readonly id?: string;
  readonly threads?: number;
}

export interface OpenModel {
  readonly description: ModelDescription;
  propagate(request: PropagationRequest, options: { signal: AbortSignal }): AsyncIterable<SliceResult>;
  /** Seconds inside the network so far, by the role of the graph: 'encoder', 'step'. */
  networkSeconds(): Readonly<Record<string, number>>;
  release(): Promise<void>;
}

export interface ModelDescription {
  readonly id: string;
  readonly version: string;
  /** By role of the file. */
  readonly sha256: Readonly<Record<string, string>>;
  /** DICOM modality codes the model was trained on. */
  readonly modalities: readonly string[];
  readonly provider: string;
  readonly threads: number;
}
