import type { PropagateOptions } from './arguments';
import type { EnginePort } from './engine-port';
import type { LoadedImage } from './image/image';
import { loadImage } from './image/load-image';
import { checkOutputPath } from './output/check-paths';
import type { PhaseSeconds } from './output/report';
import { buildReport } from './output/report';
import { overlapNotes } from './output/overlap-notes';
import { checkOutputKind, checkResult, outputNotes, writeResult } from './output/write-result';
import { writeAtomically } from './output/write-atomically';
import type { Output } from './progress';
import { duration, Progress } from './progress';
import type { PropagationOutcome, SegmentOutcome } from './propagate-segments';
import { drawnMasks, propagateSegments, requestsFor } from './propagate-segments';
import { loadSupport } from './support/load-support';
import { namedTasks } from './support/named-tasks';
import { selectTasks } from './support/select-tasks';
import type { SegmentTask } from './support/support';
import { useNotes } from './support/use-notes';

/** Reads, propagates, writes. @returns whether the run was cancelled @throws UserError for bad input */
export async function propagateCommand(
  options: PropagateOptions,
  engine: EnginePort,
  out: Output,
  signal: AbortSignal,
): Promise<{ cancelled: boolean }> {
  const clock = new PhaseClock();
  const say = (text: string) => void out.write(`${text}\n`);

  checkOutputKind(options);
  const { image, tasks, notes } = await loadInputs(options);
  const requests = requestsFor(engine, image.volume, tasks, options);
  const masks = drawnMasks(image.volume.geometry, tasks, { probabilities: options.segKind === 'FRACTIONAL' });
  await checkResult(options, image, tasks, masks);
  const idle = tasks
    .filter((_, n) => requests[n] === null)
    .map(({ label, description }) => `${label} (${description.name})`);
  const idleNotes = idle.length > 0 ? [`Nothing to fill of label ${idle.join(', ')}: kept as it is.`] : [];
  [...notes, ...idleNotes, ...overlapNotes(options, tasks, masks.merger.drawnOverlaps)].forEach(say);
  clock.end('load');
  if (signal.aborted) return cancelledEarly(say);

  const model = await engine.open({ folder: options.models, id: options.model, threads: options.threads });
  clock.end('model');
  try {
    const { description } = model;
    const { geometry, modality } = image.volume;
    say(
      `${image.name}: ${geometry.columns} × ${geometry.rows} × ${geometry.slices}; ` +
        `model ${description.id} on ${description.provider}, ${description.threads} threads`,
    );
    if (modality !== '' && !description.modalities.includes(modality)) {
      say(
        `Note: model ${description.id} was trained on ${description.modalities.join(' and ')}, this image is ${modality}; look at the result with care.`,
      );
    }
    if (signal.aborted) return cancelledEarly(say);

    const progress = new Progress(out);
    const outcome = await propagateSegments(
      engine,
      model,
      tasks,
      requests,
      signal,
      (task, _record, done, planned) => progress.update(task.description.name, done, planned),
      masks,
    ).finally(() => progress.end());
    clock.end('other');

    await writeResult(options, image, outcome, description);
    clock.end('write');
    const seconds = clock.phases(model.networkSeconds());
    if (options.report) {
      const report = buildReport(options, description, outcome, seconds);
      await writeAtomically(options.report, `${JSON.stringify(report, null, 2)}\n`);
    }
    say(summary(options.out, outcome, seconds));
    return { cancelled: outcome.cancelled };
  } finally {
    await model.release();
  }
}

interface Inputs {
  readonly image: LoadedImage;
  readonly tasks: SegmentTask[];
  readonly notes: readonly string[];
}

async function loadInputs(options: PropagateOptions): Promise<Inputs> {
  const image = await loadImage(options);
  checkOutputKind(options, image);
  const inputs = [...image.files, options.support];
  await checkOutputPath(options.out, '--out', inputs);
  if (options.report) await checkOutputPath(options.report, '--report', [...inputs, options.out]);
  const support = await loadSupport(options.support, image, options.segThreshold);
  const tasks = await namedTasks(selectTasks(support, options), options.structures ?? new Map());
  return {
    image,
    tasks,
    notes: [
      ...image.notes,
      ...support.notes,
      ...useNotes(support, tasks),
      ...outputNotes(options.out, image),
    ],
  };
}

function cancelledEarly(say: (text: string) => void): { cancelled: true } {
  say('Cancelled before the first slice; nothing was written.');
  return { cancelled: true };
}

function summary(out: string, { segments, cancelled }: PropagationOutcome, seconds: PhaseSeconds): string {
  const done = segments.reduce((sum, { slices }) => sum + slices.length, 0);
  const planned = segments.reduce((sum, segment) => sum + segment.planned, 0);
  if (cancelled) {
    const left = segments.reduce((sum, segment) => sum + notReached(segment), 0);
    const lost = left > 0 ? ` Slices that were to be done again and are not in it: ${left}.` : '';
    return `Cancelled after ${done} of ${planned} slices; what was done, with the drawn slices, is in ${out}.${lost}`;
  }
  const found = segments.reduce(
    (sum, { slices }) => sum + slices.filter((s) => s.status === 'propagated').length,
    0,
  );
  const names = segments.map(({ task }) => task.description.name).join(', ');
  return `${names}: found on ${found} of ${planned} slices in ${duration(seconds.total)}; written to ${out}.`;
}

/** Slices of the support that were to be filled anew and were not. */
function notReached({ task, slices }: SegmentOutcome): number {
  return task.redone.filter((redone) => slices.every(({ slice }) => slice !== redone)).length;
}

/** Wall-clock time of the phases, each ending where the next begins. */
class PhaseClock {
  readonly #start = performance.now();
  #last = this.#start;
  readonly #seconds: PhaseSeconds = { load: 0, model: 0, encode: 0, head: 0, other: 0, write: 0, total: 0 };

  end(phase: 'load' | 'model' | 'other' | 'write'): void {
    const now = performance.now();
    this.#seconds[phase] += (now - this.#last) / 1000;
    this.#last = now;
  }

  /** Splits what the propagation took by what was spent inside the network. */
  phases({ encoder: encode = 0, ...graphs }: Readonly<Record<string, number>>): PhaseSeconds {
    const head = Object.values(graphs).reduce((sum, seconds) => sum + seconds, 0);
    const other = Math.max(0, this.#seconds.other - encode - head);
    return { ...this.#seconds, encode, head, other, total: (this.#last - this.#start) / 1000 };
  }
}
