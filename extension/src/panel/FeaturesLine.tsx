import type { FeaturesState } from '../state/featuresState';
import { texts } from '../texts';
import { megabytes } from './megabytes';

/** How far the features of the series are made ready, and what memory they take. */
export function FeaturesLine({
  features,
  seriesKey,
}: {
  readonly features: FeaturesState;
  readonly seriesKey: string;
}) {
  if (features.phase === 'off' || features.seriesKey !== seriesKey) return null;
  const counts =
    features.phase === 'failed'
      ? {}
      : { 'data-encoded': features.encoded, 'data-from-disk': features.fromShelf };
  return (
    <p className="fslms__small fslms__quiet" data-cy="fslms-features" data-phase={features.phase} {...counts}>
      {inWords(features)}
    </p>
  );
}

function inWords(features: Exclude<FeaturesState, { phase: 'off' }>): string {
  if (features.phase === 'failed') return texts.features.failed(features.message);
  const { phase, ready, total, bytes, fromShelf } = features;
  const words = texts.features[phase](ready, total, megabytes(bytes));
  return fromShelf > 0 ? `${words}, ${texts.features.fromDisk(fromShelf)}` : words;
}
