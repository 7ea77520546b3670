import type { ModelFit } from '../state/modelFit';
import { texts } from '../texts';

/** Says before a run that the model was made for something else. */
export function MismatchNotice({ fit }: { readonly fit: ModelFit }) {
  if (!fit.modality && !fit.region) return null;
  return (
    <div className="fslms__section fslms__small" role="note" data-cy="fslms-mismatch">
      {fit.modality && (
        <p className="fslms__warning">
          {texts.backend.otherModality(fit.model, fit.modality.meantFor.join(', '), fit.modality.series)}
        </p>
      )}
      {fit.region && (
        <p className="fslms__warning">
          {texts.backend.otherRegion(fit.model, fit.region.meantFor.join(', '), fit.region.series)}
        </p>
      )}
    </div>
  );
}
