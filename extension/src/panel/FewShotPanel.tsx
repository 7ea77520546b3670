import { useSyncExternalStore, type KeyboardEvent } from 'react';
import type { FewShotLmsService } from '../services/FewShotLmsService';
import { inWords } from '../said';
import { isGoing } from '../state/runState';
import { modelFit } from '../state/modelFit';
import { texts } from '../texts';
import { followLanguage, languageVersion } from '../translation';
import { BackendSection } from './BackendSection';
import { MismatchNotice } from './MismatchNotice';
import { OpenSection } from './OpenSection';
import type { PanelActions } from './PanelActions';
import { ProblemNotice } from './ProblemNotice';
import { SegmentSections } from './SegmentSections';
import { StartSection } from './StartSection';
import { usePanelState } from './usePanelState';

export interface FewShotPanelProps {
  readonly service: Pick<FewShotLmsService, 'follow' | 'getSnapshot'>;
  readonly actions: PanelActions;
}

/** The panel; every part shows a piece of the one state and calls an action. */
export function FewShotPanel({ service, actions }: FewShotPanelProps) {
  const state = usePanelState(service);
  useSyncExternalStore(followLanguage, languageVersion);
  const { context, run, backend, menu, shelf, problem, segs, opening } = state;
  const fit = modelFit(state);
  return (
    <section
      className="fslms"
      aria-label={texts.panel.title}
      onKeyDown={keepPressesOfButtons}
      data-cy="few-shot-lms-panel"
    >
      {problem && <ProblemNotice message={problem} onDismiss={actions.dismissProblem} />}
      {context.kind === 'no-series' && (
        <div className="fslms__section" data-cy="fslms-no-series">
          <p>{context.reason}</p>
        </div>
      )}
      {context.kind !== 'no-series' && context.series.stack && (
        <p className="fslms__section fslms__small" data-cy="fslms-stack">
          {inWords(context.series.stack)}
        </p>
      )}
      {context.kind === 'no-segment' && <StartSection segment={null} actions={actions} />}
      {fit && <MismatchNotice fit={fit} />}
      {context.kind === 'segment' && <SegmentSections state={state} context={context} actions={actions} />}
      {context.kind !== 'no-series' && (
        <OpenSection segs={segs} opening={opening} busy={isGoing(run)} actions={actions} />
      )}
      <BackendSection
        backend={backend}
        menu={menu}
        shelf={shelf}
        warnings={context.kind === 'no-series' ? [] : context.series.warnings.map(inWords)}
        busy={isGoing(run)}
        actions={actions}
      />
      <p className="fslms__disclaimer fslms__quiet">{texts.panel.notMedicalDevice}</p>
    </section>
  );
}

/** OHIF's hotkeys listen on the document and take Enter for themselves: a focused button would not be pressed by it. */
function keepPressesOfButtons(event: KeyboardEvent) {
  if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
}
