import type { DrawnSliceSummary } from '../state/selectors';
import type { SegmentSummary } from '../state/viewerContext';
import { formatArea, texts } from '../texts';
import type { PanelActions } from './PanelActions';
import { SupportThumbnail } from './SupportThumbnail';

interface SupportSectionProps {
  readonly segment: SegmentSummary;
  readonly supports: readonly DrawnSliceSummary[];
  readonly goToSlice: PanelActions['goToSlice'];
  readonly thumbnail: PanelActions['thumbnail'];
}

/** More pictures than these say nothing new and cost an image each. */
const MOST_SHOWN = 24;

/** The drawn slices that the next run starts from. */
export function SupportSection({ segment, supports, goToSlice, thumbnail }: SupportSectionProps) {
  return (
    <div className="fslms__section" data-cy="fslms-supports">
      <h2>
        {texts.support.heading}: {texts.support.count(supports.length)} {texts.support.of}{' '}
        <span data-cy="fslms-segment">{segment.label}</span>
      </h2>
      <ul className="fslms__supports" aria-live="polite">
        {supports.slice(0, MOST_SHOWN).map(({ slice, number, areaMm2, hash }) => (
          <li key={slice}>
            <button
              type="button"
              className="fslms__support"
              onClick={() => goToSlice(slice)}
              aria-label={`${texts.support.goTo(number)}, ${formatArea(areaMm2)}`}
              data-cy="fslms-support"
              data-slice={slice}
            >
              <SupportThumbnail
                slice={slice}
                version={`${segment.key} ${segment.colour.join(',')} ${hash}`}
                label={texts.support.thumbnail(segment.label, number)}
                thumbnail={thumbnail}
              />
              <span className="fslms__grow fslms__small">
                {texts.support.slice(number)}
                <br />
                <span className="fslms__quiet">{formatArea(areaMm2)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {supports.length > MOST_SHOWN && (
        <p className="fslms__quiet">{texts.support.more(supports.length - MOST_SHOWN)}</p>
      )}
    </div>
  );
}
