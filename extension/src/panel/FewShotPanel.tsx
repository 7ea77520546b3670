import type { FewShotLmsService } from '../services/FewShotLmsService';
import { activeSliceStates, activeStrip, activeSupports } from '../state/selectors';
import { segmentSession } from '../state/transition';
import { texts } from '../texts';
import { BackendSection } from './BackendSection';
import type { PanelActions } from './PanelActions';
import { ProblemNotice } from './ProblemNotice';
import { RangeSection } from './RangeSection';
import { RunSection } from './RunSection';
import { SaveSection } from './SaveSection';
import { SliceStrip } from './SliceStrip';
import { StartSection } from './StartSection';
import { SupportSection } from './SupportSection';
import { usePanelState } from './usePanelState';

export interface FewShotPanelProps {
  readonly service: Pick<FewShotLmsService, 'subscribe' | 'getSnapshot'>;
  readonly actions: PanelActions;
}

/** The panel; every part shows a piece of the one state and calls an action. */
export function FewShotPanel({ service, actions }: FewShotPanelProps) {
  const state = usePanelState(service);
  const { context, run, backend, saving, encoding, problem } = state;
  const states = activeSliceStates(state);
  const supports = activeSupports(state);
  const hasResult = states.some(({ voxels }) => voxels > 0);
  return (
    <section className="fslms" aria-label={texts.panel.title} data-cy="few-shot-lms-panel">
      {problem && <ProblemNotice message={problem} onDismiss={actions.dismissProblem} />}
      {context.kind === 'no-series' && (
        <div className="fslms__section" data-cy="fslms-no-series">
          <p>{context.reason}</p>
        </div>
      )}
      {context.kind !== 'no-series' && supports.length === 0 && !hasResult && (
        <StartSection segment={context.kind === 'segment' ? context.segment : null} actions={actions} />
      )}
      {context.kind === 'segment' && (supports.length > 0 || hasResult) && (
        <>
          <SupportSection
            segment={context.segment}
            supports={supports}
            goToSlice={actions.goToSlice}
            thumbnail={actions.thumbnail}
          />
          <RangeSection
            key={context.segment.key}
            series={context.series}
            range={segmentSession(state, context.segment.key).range}
            setRange={actions.setRange}
          />
        </>
      )}
      {context.kind === 'segment' && (
        <>
          <RunSection
            run={run}
            series={context.series}
            segment={context.segment}
            hasResult={hasResult}
            actions={actions}
          />
          {hasResult && (
            <SliceStrip
              cells={activeStrip(state)}
              currentSlice={state.currentSlice}
              colour={context.segment.colour}
              goToSlice={actions.goToSlice}
            />
          )}
          {hasResult && (
            <SaveSection
              saving={saving}
              encoding={encoding}
              canStore={actions.canStore()}
              actions={actions}
            />
          )}
        </>
      )}
      <BackendSection
        backend={backend}
        modality={context.kind === 'no-series' ? null : context.series.modality}
        warnings={context.kind === 'no-series' ? [] : context.series.warnings}
        startModel={actions.startModel}
      />
      <p className="fslms__disclaimer fslms__quiet">{texts.panel.notMedicalDevice}</p>
    </section>
  );
}
