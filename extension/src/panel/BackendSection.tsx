import type { ShelfState } from '../state/featuresState';
import type { BackendReport, BackendState, ModelMenu } from '../state/sessionState';
import { missingModel } from '../state/wantedModel';
import { inWords } from '../said';
import { texts } from '../texts';
import { DiagnosticsButton } from './DiagnosticsButton';
import { ModelMenuView } from './ModelMenuView';
import type { PanelActions } from './PanelActions';
import { StoredFeaturesView } from './StoredFeaturesView';

interface BackendSectionProps {
  readonly backend: BackendState;
  readonly menu: ModelMenu;
  readonly shelf: ShelfState;
  /** Sentences about the series. */
  readonly warnings: readonly string[];
  readonly busy: boolean;
  readonly actions: Pick<PanelActions, 'startModel' | 'copyDiagnostics' | 'keepFeatures' | 'deleteFeatures'>;
}

/** Which model runs, on what, and why; and what about the series deserves care. */
export function BackendSection({ backend, menu, shelf, warnings, busy, actions }: BackendSectionProps) {
  const missing = missingModel(menu);
  return (
    <div className="fslms__section fslms__small" data-cy="fslms-backend" data-phase={backend.phase}>
      <h2>{texts.backend.heading}</h2>
      {backend.phase === 'off' && <p className="fslms__quiet">{texts.backend.off}</p>}
      {backend.phase === 'starting' && <p role="status">{texts.backend.starting}</p>}
      {backend.phase === 'failed' && (
        <>
          <div className="fslms__problem" role="alert">
            <p>{backend.message}</p>
          </div>
          <button type="button" onClick={() => actions.startModel()} data-cy="fslms-restart">
            {texts.backend.restart}
          </button>
        </>
      )}
      {backend.phase === 'ready' && <Report report={backend.report} />}
      {missing !== null && (
        <p className="fslms__warning" data-cy="fslms-model-missing">
          {texts.backend.missing(missing)}
        </p>
      )}
      {warnings.map((warning) => (
        <p key={warning} className="fslms__warning">
          {warning}
        </p>
      ))}
      {menu.models.length > 0 && (
        <ModelMenuView
          menu={menu}
          running={backend.phase === 'ready' ? backend.report.modelId : null}
          disabled={busy || backend.phase === 'starting'}
          startModel={actions.startModel}
        />
      )}
      {backend.phase === 'ready' && backend.report.encodesSlices && (
        <StoredFeaturesView shelf={shelf} busy={busy} actions={actions} />
      )}
      <DiagnosticsButton copyDiagnostics={actions.copyDiagnostics} />
    </div>
  );
}

function Report({ report }: { report: BackendReport }) {
  const { provider, threads, reasons, modelTitle, modelId, modelVersion, licence } = report;
  const { selfTestDifference, loadSeconds } = report;
  return (
    <>
      <p data-cy="fslms-provider" data-provider={provider}>
        {providerName(provider, threads)}.{' '}
        <span className="fslms__quiet">{reasons.map(inWords).join(' ')}</span>
      </p>
      <p>
        {modelTitle}{' '}
        <span className="fslms__quiet">
          ({modelId} {modelVersion}, {texts.backend.licence(licence)})
        </span>
      </p>
      <p className="fslms__quiet">
        {texts.backend.selfTest(selfTestDifference.toExponential(1))};{' '}
        {texts.backend.warmUp(loadSeconds.toFixed(1))}
      </p>
    </>
  );
}

function providerName(provider: string, threads: number): string {
  const { providers } = texts.backend;
  return provider === 'webgpu' ? providers.webgpu : `${providers.wasm}, ${texts.backend.threads(threads)}`;
}
