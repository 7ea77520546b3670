import {
  CancelledError,
  carriedBack,
  PreparedVolume,
  PropagationJob,
  UserError,
  type JobSlice,
  type ModelManifest,
  type PropagationModel,
  type SegmentRequest,
} from '@few-shot-lms/engine';
import { saidError } from '../said';
import type { ProviderChoice } from '../state/sessionState';
import { drawnSlice } from './drawnSlice';
import type { FeatureDisk } from './FeatureDisk';
import { FeatureWork } from './FeatureWork';
import { IterateStore } from './IterateStore';
import { letGo, openModel, type OpenModel, type ProviderProbe } from './openModel';
import { SoftStore } from './SoftStore';
import type { SliceOfRun } from './SliceOfRun';
import type { NamedSegmentRequest, PropagatedSlice, WorkerCalls, WorkerSetup } from './protocol';
import type { CallContext, CallHandlers } from './serveCalls';
import { errorDetail } from './wireError';

/** The part of the engine's `PropagationJob` that is used here. */
export type Job = Pick<PropagationJob, 'done' | 'advance'>;

/** A segment's request as the engine takes it, with what the worker knows of it. */
export type JobSegment = Omit<NamedSegmentRequest, 'supports' | 'standing'> &
  Pick<SegmentRequest, 'supports' | 'standing'>;

export interface HandlerSurroundings {
  readManifest(setup: WorkerSetup): Promise<ModelManifest>;
  probe(setup: WorkerSetup): ProviderProbe;
  /** Stored features, as they are on disk. */
  openDisk(): Promise<FeatureDisk>;
  /** Lets waiting messages, a cancel among them, be heard before the next step. */
  breathe(): Promise<void>;
  /** Makes the engine's jobs; replaced in tests. */
  readonly createJob?: (
    model: PropagationModel,
    volume: PreparedVolume,
    segments: readonly JobSegment[],
  ) => Job;
  /** The engine's; replaced in tests. */
  readonly carriedBack?: typeof carriedBack;
}

interface Loaded extends OpenModel {
  readonly setup: WorkerSetup;
  readonly provider: ProviderChoice;
}

/** A run between two steps. */
interface OngoingJob {
  readonly token: string;
  readonly job: Job;
  /** Keys of its segments in their order. */
  readonly keys: readonly string[];
}

type PropagateContext = CallContext<'propagate'>;

/** The worker's handler table. It keeps one model, one volume, one run that was cancelled, and what runs found on any series. */
export function createHandlers(surroundings: HandlerSurroundings): CallHandlers {
  const createJob =
    surroundings.createJob ??
    ((model, volume, segments) => new PropagationJob(model, volume, segments, { iterates: true }));
  const carryBack = surroundings.carriedBack ?? carriedBack;
  const iterates = new IterateStore();
  const softMasks = new SoftStore();
  let loaded: Loaded | undefined;
  const features = new FeatureWork(() => surroundings.openDisk());
  let volume: WorkerCalls['setVolume']['params'] | undefined;
  let prepared: { readonly modelId: string; readonly volume: PreparedVolume } | undefined;
  let paused: OngoingJob | undefined;

  const entryOf = async ({ setup, modelId, preferred = [] }: WorkerCalls['loadModel']['params']) => {
    const manifest = await surroundings.readManifest(setup);
    const listed = (wanted: string) => manifest.models.find((model) => model.id === wanted);
    const id = modelId ?? preferred.find(listed) ?? manifest.defaultModel;
    const entry = listed(id);
    if (!entry) throw saidError('problems.noSuchModel', id);
    return entry;
  };

  const preparedVolume = ({ model }: Loaded): PreparedVolume => {
    if (!volume) throw new Error('propagate before setVolume');
    if (prepared?.modelId !== model.entry.id) {
      const made = new PreparedVolume(volume.volume, model.entry.preprocess, volume.key);
      prepared = { modelId: model.entry.id, volume: made };
    }
    return prepared.volume;
  };

  const start = async (
    opened: Loaded,
    { token, segments }: WorkerCalls['propagate']['params'],
  ): Promise<OngoingJob> => {
    const { model } = opened;
    if (model.kind === 'plain' && volume) {
      await features.attach(model, volume);
      const filled = segments.filter(({ slices }) => slices.length > 0);
      const supports = filled.flatMap((segment) => segment.supports.map(({ slice }) => slice));
      model.network.store.focus({ supports: new Set(supports) });
    }
    const ready = preparedVolume(opened);
    const { columns, rows } = ready.volume.geometry;
    return {
      token,
      job: createJob(
        model,
        ready,
        segments.map((segment) => forJob(segment, columns * rows)),
      ),
      keys: segments.map(({ key }) => key),
    };
  };

  const forgetFeatures = () => {
    if (loaded?.model.kind === 'plain') loaded.model.network.forgetVolumes();
  };

  /** Features of a study's other series stay while there is room. */
  const leaveSeries = (nextStudy: string) => {
    if (volume?.studyKey !== nextStudy) forgetFeatures();
    else if (loaded?.model.kind === 'plain') loaded.model.network.leaveVolumes();
  };

  const forJob = ({ supports, standing, ...segment }: NamedSegmentRequest, voxels: number): JobSegment => ({
    ...segment,
    supports: supports.map((drawn) => drawnSlice(drawn, voxels)),
    standing: (slice) => {
      const found = standing.find((one) => one.slice === slice);
      return found ? softMasks.patch({ segmentKey: segment.key, ...found }) : null;
    },
  });

  /** Only of filled slices: elsewhere it is what was refused. */
  const keepSoft = ({ status, soft }: JobSlice, name: SliceOfRun): void => {
    if (status === 'propagated' && volume) softMasks.put(name, soft, volume.volume.geometry.columns);
  };

  /** After a run, one step at a time, so that whatever the page asks for next does not wait. */
  const workOutExplanations = async () => {
    while (iterates.workOutOne()) await surroundings.breathe();
  };

  /** Runs a job to its end. Aborted, it stays in `paused`. */
  const finish = async (ongoing: OngoingJob, { signal, emit }: PropagateContext) => {
    while (!ongoing.job.done) {
      if (signal.aborted) {
        paused = ongoing;
        throw new CancelledError();
      }
      for (const found of await ongoing.job.advance()) {
        const slice = forPage(found, ongoing.keys);
        const name = { segmentKey: slice.segmentKey, slice: slice.slice, token: ongoing.token };
        iterates.put(name, found.iterates);
        keepSoft(found, name);
        emit({ type: 'slice', result: slice }, buffersOf(slice));
      }
      await surroundings.breathe();
    }
  };

  return {
    async listModels({ setup }) {
      const { models, defaultModel } = await surroundings.readManifest(setup);
      return {
        models: models.map(({ id, title, version, licence, modalities, regions = [] }) => ({
          ...{ id, title, version, licence },
          ...{ modalities, regions },
        })),
        defaultModel,
      };
    },

    async loadModel(wish, { signal }) {
      const { setup, modelId, provider } = wish;
      if (signal.aborted) throw new CancelledError();
      if (
        loaded &&
        loaded.provider === provider &&
        (modelId ?? loaded.report.modelId) === loaded.report.modelId
      ) {
        return loaded.report;
      }
      const entry = await entryOf(wish);
      const former = loaded;
      loaded = undefined;
      // It holds the former model's network.
      paused = undefined;
      await letGo(former?.model);
      loaded = { ...(await openModel(entry, provider, surroundings.probe(setup))), setup, provider };
      if (volume) preparedVolume(loaded);
      return loaded.report;
    },

    async setVolume(next) {
      // Until then they hold the volume before; what is kept of its runs holds nothing of it and stays valid.
      await workOutExplanations();
      leaveSeries(next.studyKey);
      volume = next;
      prepared = undefined;
      paused = undefined;
      if (loaded) preparedVolume(loaded);
      return null;
    },

    async propagate(params, context) {
      if (context.signal.aborted) throw new CancelledError();
      if (!loaded) throw new Error('propagate before loadModel');
      if (volume?.key !== params.volumeKey) throw new Error('propagate before setVolume');
      const former = paused;
      paused = undefined;
      const goesOn = former !== undefined && former.token === params.continues;
      try {
        const job = goesOn ? { ...former, token: params.token } : await start(loaded, params);
        await finish(job, context);
      } catch (error) {
        const expected = error instanceof UserError || error instanceof CancelledError;
        if (expected || loaded.model.provider !== 'webgpu') throw error;
        const failed = loaded;
        loaded = undefined;
        await letGo(failed.model);
        const { setup, model } = failed;
        const reopened = await openModel(model.entry, 'auto', surroundings.probe(setup), errorDetail(error));
        loaded = { ...reopened, setup, provider: failed.provider };
        context.emit({ type: 'restarted', report: loaded.report });
        await finish(await start(loaded, params), context);
      } finally {
        void workOutExplanations();
      }
      return null;
    },

    async softMasks({ wanted }) {
      return wanted.map((name) => softMasks.get(name));
    },

    async encodeNext({ volumeKey, viewed }, { signal }) {
      if (signal.aborted) throw new CancelledError();
      if (!loaded || volume?.key !== volumeKey) return null;
      return features.next(loaded.model, preparedVolume(loaded), viewed, volume);
    },

    async forgetFeatures() {
      forgetFeatures();
      return null;
    },

    async carryBack({ volumeKey, found, drawn, empty }, { signal }) {
      const pause = async () => {
        await surroundings.breathe();
        if (signal.aborted) throw new CancelledError();
      };
      await pause();
      if (!loaded || volume?.key !== volumeKey) return null;
      const { model } = loaded;
      if (model.kind === 'plain') await features.attach(model, volume);
      return carryBack(model, preparedVolume(loaded), found, drawn, pause, empty);
    },

    keepFeatures: ({ wish }) => features.keep(wish),
    deleteFeatures: () => features.deleteAll(),

    async explain(name) {
      return iterates.get(name);
    },
  };
}

function forPage(
  { segment, slice, status, mask, scores, milliseconds, others }: JobSlice,
  keys: readonly string[],
): PropagatedSlice {
  return {
    slice,
    status,
    mask,
    scores,
    milliseconds,
    segmentKey: keys[segment],
    others: others.map((other) => ({ segmentKey: keys[other.segment], mask: other.mask })),
  };
}

/** The engine keeps none of these masks, so they go over without a copy. */
function buffersOf({ mask, others }: PropagatedSlice): Transferable[] {
  return [mask, ...others.map((other) => other.mask)].map(({ buffer }) => buffer as ArrayBuffer);
}
