import { savedSentences } from '../saving/savedSentences';
import type { SegmentMeaning } from '../state/segmentMeanings';
import type { SavingState, SegEncoding } from '../state/sessionState';
import type { Unsaved } from '../state/unsaved';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';
import { SegmentMeanings } from './SegmentMeanings';

interface SaveSectionProps {
  readonly saving: SavingState;
  readonly unsaved: Unsaved | null;
  readonly encoding: SegEncoding;
  readonly canStore: boolean;
  readonly segments: readonly SegmentMeaning[];
  readonly actions: Pick<PanelActions, 'save' | 'stopSaving' | 'setEncoding' | 'setStructure'>;
}

const ENCODINGS: readonly SegEncoding[] = ['LABELMAP', 'BINARY', 'FRACTIONAL'];

/** Saving as DICOM SEG, to the archive or as a file, and what the segments in it mean. */
export function SaveSection(props: SaveSectionProps) {
  const { saving, unsaved, encoding, canStore, segments, actions } = props;
  const busy = saving.phase === 'saving';
  return (
    <div className="fslms__section" data-cy="fslms-save">
      <h2>{texts.save.heading}</h2>
      <SegmentMeanings segments={segments} setStructure={actions.setStructure} />
      <label className="fslms__small">
        {texts.save.encoding}
        <select
          value={encoding}
          onChange={(event) => actions.setEncoding(event.target.value as SegEncoding)}
          data-cy="fslms-encoding"
        >
          {ENCODINGS.map((name) => (
            <option key={name} value={name}>
              {texts.save.encodings[name]}
            </option>
          ))}
        </select>
      </label>
      <div className="fslms__row">
        {canStore && (
          <button type="button" disabled={busy} onClick={() => actions.save('store')} data-cy="fslms-store">
            {saving.phase === 'failed' ? texts.save.retry : texts.save.store}
          </button>
        )}
        <button type="button" disabled={busy} onClick={() => actions.save('file')} data-cy="fslms-download">
          {texts.save.download}
        </button>
      </div>
      {unsaved && saving.phase !== 'saving' && saving.phase !== 'saved' && (
        <p className="fslms__small fslms__quiet" data-cy="fslms-unsaved">
          {texts.save.unsaved[unsaved]}
        </p>
      )}
      {!canStore && <p className="fslms__small fslms__quiet">{texts.save.noStore}</p>}
      <div role="status" data-cy="fslms-saving" data-phase={saving.phase}>
        {busy && <p>{texts.save.saving}</p>}
        {saving.phase === 'saved' && <p>{savedSentences(saving).join(' ')}</p>}
      </div>
      {busy && (
        <button type="button" onClick={() => actions.stopSaving()} data-cy="fslms-saving-stop">
          {texts.save.stop}
        </button>
      )}
      {saving.phase === 'failed' && (
        <div className="fslms__problem" role="alert">
          <p>{saving.message}</p>
        </div>
      )}
    </div>
  );
}
