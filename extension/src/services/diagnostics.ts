import { inWords } from '../said';
import { isGoing } from '../state/runState';
import type { SessionState } from '../state/sessionState';
import { wantedModel } from '../state/wantedModel';
import { VERSION } from '../version';

/** What is known of the page itself. */
export interface PageFacts {
  readonly userAgent: string;
  readonly cores: number;
  /** Gigabytes, as browsers tell it; undefined where they do not. */
  readonly deviceMemory?: number;
  readonly crossOriginIsolated: boolean;
  readonly webGpu: boolean;
}

/**
 * How the extension runs here, as plain text to be sent to whoever helps. Holds nothing that could name a patient: no UIDs,
 * descriptions, labels or messages, only numbers and what belongs to machine and model.
 */
export function diagnosticsText(
  { backend, menu, ahead, features, shelf, context, run }: SessionState,
  page: PageFacts,
): string {
  // Until the list has been read nobody knows whether it has the model.
  const chosen = wantedModel(menu)?.id ?? menu.modelId ?? menu.installedId ?? 'default model';
  const lines: [string, string | number][] = [
    ['Few-shot LMS', VERSION],
    ['browser', page.userAgent],
    ['cores', page.cores],
    ['cross-origin isolated', yesNo(page.crossOriginIsolated)],
    ['WebGPU offered', yesNo(page.webGpu)],
    ['chosen', `${chosen}, provider ${menu.provider}`],
    ['backend', backend.phase],
  ];
  if (backend.phase === 'ready') {
    const { report } = backend;
    lines.push(
      ['model', `${report.modelId} ${report.modelVersion}, ${report.licence}`],
      ['provider', `${report.provider}, ${report.threads} threads: ${report.reasons.map(inWords).join(' ')}`],
      [
        'warm-up and self-test',
        `${report.loadSeconds.toFixed(2)} s, difference ${report.selfTestDifference}`,
      ],
      ...Object.entries(report.modelHashes).map(([role, hash]): [string, string] => [
        `${role} SHA-256`,
        hash,
      ]),
    );
  }
  if (backend.phase === 'failed') lines.push(['backend says', backend.message]);
  lines.push(['images', 'bytes' in ahead ? `${ahead.phase}, ${ahead.bytes} bytes` : ahead.phase]);
  if ('ready' in features) {
    const { phase, ready, total, bytes, encoded, fromShelf } = features;
    const origin = `${encoded} computed, ${fromShelf} from disk`;
    lines.push(['features', `${phase}, ${ready} of ${total}, ${bytes} bytes, ${origin}`]);
  }
  if (features.phase === 'failed') lines.push(['features', features.phase]);
  if (shelf.report) {
    const { bytes, limitBytes, damaged, problem } = shelf.report;
    const limit = limitBytes === null ? 'not kept' : `at most ${limitBytes}`;
    const trouble = `${damaged} damaged deleted${problem ? `, ${problem}` : ''}`;
    lines.push(['stored features', `${bytes} bytes, ${limit}, ${trouble}`]);
  }
  if (context.kind !== 'no-series') {
    const { modality, bodyPart, columns, rows, slices } = context.series;
    lines.push(['series', `${[modality, bodyPart].join(' ').trim()}, ${columns} × ${rows} × ${slices}`]);
  }
  if (run.phase !== 'idle') lines.push(['run', `${run.kind} ${run.phase}, ${run.targets.length} segments`]);
  if (run.phase !== 'idle' && !(isGoing(run) && run.phase === 'preparing')) {
    const { done, planned, seconds } = run.summary;
    lines.push(['slices', `${done} of ${planned} in ${seconds.toFixed(2)} s`]);
  }
  return lines.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
