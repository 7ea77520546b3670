import type { DicomJson } from '../dicom/dicomJson';
import type { DicomStore, Refusal, StoreOutcome } from '../store/dicomStore';
import { readMultipart } from './multipart';

/** Failure reasons of PS3.18 table 10.5.3-2 and PS3.4 annex B. */
const FAILURE_REASON: Readonly<Record<Refusal, number>> = {
  'not DICOM': 0xc000,
  damaged: 0xc000,
  'other study': 0xa900,
  'different content': 0x0111,
  'storage full': 0xa700,
  'not written': 0x0110,
};
/** Warning reason "coercion of data elements": the instance is served with UIDs that it did not have. */
const COERCED = 0xb000;

export interface StoreReply {
  readonly status: number;
  readonly body: DicomJson;
  /** One sentence for each instance that was refused. */
  readonly reasons: readonly string[];
}

/**
 * STOW-RS: stores the parts of a multipart message.
 *
 * @param study when given, the study that all instances must belong to
 * @param studyUrl address of a study
 * @throws BrokenMultipart when the message is cut off; the instances before stay stored
 */
export async function storeInstances(
  store: DicomStore,
  message: AsyncIterable<Buffer>,
  boundary: string,
  study: string | undefined,
  studyUrl: (study: string) => string,
): Promise<StoreReply> {
  const outcomes: StoreOutcome[] = [];
  for await (const part of readMultipart(message, boundary))
    outcomes.push(await store.receive(part.body, study));
  return replyTo(outcomes, studyUrl);
}

function replyTo(outcomes: readonly StoreOutcome[], studyUrl: (study: string) => string): StoreReply {
  const referenced: DicomJson[] = [];
  const failed: DicomJson[] = [];
  const unidentified: DicomJson[] = [];
  const reasons: string[] = [];
  const studies = new Set<string>();
  let coerced = false;
  for (const outcome of outcomes) {
    if (outcome.stored) {
      const { study, series, instance, completed } = outcome.record;
      studies.add(study);
      coerced ||= completed.length > 0;
      referenced.push({
        ...identity(outcome.record),
        '00081190': { vr: 'UR', Value: [`${studyUrl(study)}/series/${series}/instances/${instance}`] },
        ...(completed.length > 0 ? { '00081196': { vr: 'US', Value: [COERCED] } } : {}),
      });
      continue;
    }
    reasons.push(outcome.reason);
    const reason: DicomJson = { '00081197': { vr: 'US', Value: [FAILURE_REASON[outcome.refusal]] } };
    if (outcome.record) failed.push({ ...identity(outcome.record), ...reason });
    else unidentified.push(reason);
  }
  const body: DicomJson = {};
  if (studies.size === 1) body['00081190'] = { vr: 'UR', Value: [studyUrl([...studies][0])] };
  if (failed.length > 0) body['00081198'] = { vr: 'SQ', Value: failed };
  if (referenced.length > 0) body['00081199'] = { vr: 'SQ', Value: referenced };
  if (unidentified.length > 0) body['0008119A'] = { vr: 'SQ', Value: unidentified };
  return { status: statusOf(outcomes, coerced), body, reasons };
}

function identity(record: { readonly sopClass: string; readonly instance: string }): DicomJson {
  return {
    '00081150': { vr: 'UI', Value: [record.sopClass] },
    '00081155': { vr: 'UI', Value: [record.instance] },
  };
}

function statusOf(outcomes: readonly StoreOutcome[], coerced: boolean): number {
  if (outcomes.length === 0) return 400;
  const refused = outcomes.filter((outcome): outcome is StoreOutcome & { stored: false } => !outcome.stored);
  if (refused.length === 0) return coerced ? 202 : 200;
  if (refused.length < outcomes.length) return 202;
  // "Insufficient Storage" says what is wrong to clients that look at the status alone.
  return refused.some((outcome) => outcome.refusal === 'storage full') ? 507 : 409;
}
