import type { BackendReport, BackendState } from '../state/sessionState';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';

interface BackendSectionProps {
  readonly backend: BackendState;
  /** Of the series in view; null where there is none. */
  readonly modality: string | null;
  readonly warnings: readonly string[];
  readonly startModel: PanelActions['startModel'];
}

/** Which model runs, on what, and why; and what about the series deserves care. */
export function BackendSection({ backend, modality, warnings, startModel }: BackendSectionProps) {
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
          <button type="button" onClick={startModel} data-cy="fslms-restart">
            {texts.backend.restart}
          </button>
        </>
      )}
      {backend.phase === 'ready' && <Report report={backend.report} modality={modality} />}
      {warnings.map((warning) => (
        <p key={warning} className="fslms__warning">
          {warning}
        </p>
      ))}
    </div>
  );
}

function Report({ report, modality }: { report: BackendReport; modality: string | null }) {
  const { provider, threads, reason, modelTitle, modelId, licence, modalities, selfTestDifference } = report;
  const foreign = modality !== null && modalities.length > 0 && !modalities.includes(modality);
  return (
    <>
      <p data-cy="fslms-provider" data-provider={provider}>
        {texts.backend.provider(provider, threads)}. <span className="fslms__quiet">{reason}</span>
      </p>
      <p>
        {modelTitle}{' '}
        <span className="fslms__quiet">
          ({modelId}, {texts.backend.licence(licence)})
        </span>
      </p>
      <p className="fslms__quiet">{texts.backend.selfTest(selfTestDifference)}</p>
      {foreign && (
        <p className="fslms__warning">
          {texts.backend.otherModality(modelTitle, modalities.join(', '), modality)}
        </p>
      )}
    </>
  );
}
