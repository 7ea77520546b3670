import { reviewProgress, visitedToCheck } from '../state/review';
import { isGoing } from '../state/runState';
import { segmentMeanings } from '../state/segmentMeanings';
import {
  activeEnds,
  activeRange,
  activeStrip,
  activeSupports,
  activeView,
  labelList,
  runChoices,
  toCheckNext,
} from '../state/selectors';
import { mayOverwrite, type SessionState } from '../state/sessionState';
import { unsaved } from '../state/unsaved';
import type { ViewerContext } from '../state/viewerContext';
import { whyNoPictures } from '../explain/whyNoPictures';
import { ExplainSection } from './ExplainSection';
import { LabelsSection } from './LabelsSection';
import type { PanelActions } from './PanelActions';
import { RangeSection } from './RangeSection';
import { ReviewSection } from './ReviewSection';
import { RunSection } from './RunSection';
import { SaveSection } from './SaveSection';
import { SliceStrip } from './SliceStrip';
import { StartSection } from './StartSection';
import { SupportSection } from './SupportSection';

interface SegmentSectionsProps {
  readonly state: SessionState;
  readonly context: Extract<ViewerContext, { kind: 'segment' }>;
  readonly actions: PanelActions;
}

/** The parts of the panel that are about the active segmentation and its active segment. */
export function SegmentSections({ state, context, actions }: SegmentSectionsProps) {
  const { run, saving, encoding, currentSlice, shownVariable } = state;
  const { series, segment } = context;
  const view = activeView(state);
  const labels = labelList(state);
  const inView = currentSlice === null ? undefined : view.slices[currentSlice];
  const hasMask = view.slices.some(({ voxels }) => voxels > 0);
  const anyMask = labels.some(({ drawn, filled }) => drawn + filled > 0);
  const busy = isGoing(run);
  const cells = hasMask ? activeStrip(state) : [];
  const range = activeRange(state);
  return (
    <>
      {!hasMask && <StartSection segment={segment} actions={actions} />}
      <LabelsSection
        labels={labels}
        mayOverwrite={mayOverwrite(state, segment.segmentationId)}
        busy={busy}
        actions={actions}
      />
      {hasMask && (
        <SupportSection
          segment={segment}
          supports={activeSupports(state)}
          goToSlice={actions.goToSlice}
          thumbnail={actions.thumbnail}
        />
      )}
      {anyMask && (
        <RangeSection key={segment.segmentationId} series={series} range={range} actions={actions} />
      )}
      <RunSection
        run={run}
        series={series}
        segment={segment}
        ahead={state.ahead}
        features={state.features}
        ready={labels.some(({ drawn, filled }) => drawn + filled > 0)}
        choices={runChoices(state)}
        actions={actions}
      />
      {hasMask && (
        <div className="fslms__section">
          <SliceStrip
            cells={cells}
            ends={activeEnds(state)}
            range={range}
            series={series}
            currentSlice={currentSlice}
            colour={segment.colour}
            busy={busy}
            actions={actions}
          />
        </div>
      )}
      {hasMask && (
        <ReviewSection
          cell={cells.find(({ slice }) => slice === currentSlice)}
          {...reviewProgress(view)}
          visited={visitedToCheck(view).length}
          left={toCheckNext(state) !== null}
          busy={busy}
          actions={actions}
        />
      )}
      {hasMask && (
        <ExplainSection
          slice={currentSlice}
          version={`${segment.key} ${inView?.hash} ${inView?.runId}`}
          none={whyNoPictures(inView)}
          shownVariable={shownVariable}
          explanation={actions.explanation}
          showExplanation={actions.showExplanation}
        />
      )}
      {anyMask && (
        <SaveSection
          saving={saving}
          unsaved={unsaved(state, segment.segmentationId)}
          encoding={encoding}
          canStore={actions.canStore()}
          segments={segmentMeanings(state)}
          actions={actions}
        />
      )}
    </>
  );
}
