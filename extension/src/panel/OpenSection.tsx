import { useRef, useState, type FormEvent } from 'react';
import type { SegUse } from '../opening/OpenedSeg';
import type { OpeningState, SegListing } from '../state/sessionState';
import { inWords } from '../said';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';

interface OpenSectionProps {
  readonly segs: readonly SegListing[];
  readonly opening: OpeningState;
  /** A run goes on. */
  readonly busy: boolean;
  readonly actions: Pick<PanelActions, 'openSeg' | 'answerSegThreshold' | 'stopOpeningSeg'>;
}

/** Length of '2026-01-31 14:05'. */
const TO_THE_MINUTE = 16;

const USES: readonly SegUse[] = ['support', 'start'];

/** Opens a saved segmentation, of the study or from a file, as a new one on the active series. */
export function OpenSection({ segs, opening, busy, actions }: OpenSectionProps) {
  const [use, setUse] = useState<SegUse>('support');
  const file = useRef<HTMLInputElement>(null);
  const waits = busy || opening.phase === 'reading';
  return (
    <details className="fslms__section" data-cy="fslms-open" data-phase={opening.phase}>
      <summary>{texts.open.heading(segs.length)}</summary>
      <div className="fslms__stack">
        {segs.length === 0 && <p className="fslms__small fslms__quiet">{texts.open.none}</p>}
        <ul className="fslms__labels">
          {segs.map((seg) => (
            <SegEntry
              key={seg.id}
              seg={seg}
              disabled={waits}
              open={() => actions.openSeg({ id: seg.id }, use)}
            />
          ))}
        </ul>
        <label className="fslms__small fslms__above">
          {texts.open.use}
          <select
            value={use}
            onChange={(event) => setUse(event.target.value as SegUse)}
            data-cy="fslms-open-use"
          >
            {USES.map((name) => (
              <option key={name} value={name}>
                {texts.open.uses[name]}
              </option>
            ))}
          </select>
        </label>
        <div className="fslms__row">
          <button
            type="button"
            disabled={waits}
            onClick={() => file.current?.click()}
            data-cy="fslms-open-from-file"
          >
            {texts.open.file}
          </button>
          <input
            ref={file}
            type="file"
            hidden
            aria-label={texts.open.file}
            onChange={({ currentTarget }) => {
              const [chosen] = currentTarget.files ?? [];
              // The same file can be chosen again.
              if (chosen) actions.openSeg({ file: chosen }, use);
              currentTarget.value = '';
            }}
            data-cy="fslms-open-file"
          />
        </div>
        <Outcome opening={opening} actions={actions} />
      </div>
    </details>
  );
}

interface SegEntryProps {
  readonly seg: SegListing;
  readonly disabled: boolean;
  readonly open: () => void;
}

function SegEntry({ seg, disabled, open }: SegEntryProps) {
  const name = seg.description || texts.open.unnamed;
  const made = (seg.made ?? '').slice(0, TO_THE_MINUTE);
  const details = texts.open.details(shown(seg.seriesNumber), shown(seg.instanceNumber), made);
  return (
    <li>
      <button
        type="button"
        className="fslms__label-name"
        disabled={disabled}
        title={texts.open.open(`${name}, ${details}`)}
        onClick={open}
        data-cy="fslms-open-seg"
      >
        <span className="fslms__two-lines">
          <span className="fslms__cut">{name}</span>
          <span className="fslms__small fslms__quiet">{details}</span>
        </span>
      </button>
    </li>
  );
}

function shown(number: number | null): string {
  return number === null ? '' : String(number);
}

function Outcome({ opening, actions }: Pick<OpenSectionProps, 'opening' | 'actions'>) {
  return (
    <>
      <div role="status" className="fslms__small" data-cy="fslms-opening" data-phase={opening.phase}>
        {opening.phase === 'reading' && <p>{texts.open.reading(opening.name)}</p>}
        {opening.phase === 'opened' && (
          <>
            <p>{texts.open.opened(opening.segments, opening.name)}</p>
            {opening.notes.map((note) => (
              <p key={note.key} className="fslms__warning">
                {inWords(note)}
              </p>
            ))}
          </>
        )}
      </div>
      {opening.phase === 'reading' && (
        <button type="button" onClick={() => actions.stopOpeningSeg()} data-cy="fslms-open-stop">
          {texts.open.stop}
        </button>
      )}
      {opening.phase === 'asks-threshold' && (
        <ThresholdQuestion
          key={opening.name}
          question={texts.open.asks[opening.fractions](opening.name)}
          actions={actions}
        />
      )}
      {opening.phase === 'failed' && (
        <div className="fslms__problem" role="alert">
          <p>{opening.message}</p>
        </div>
      )}
    </>
  );
}

interface ThresholdQuestionProps {
  readonly question: string;
  readonly actions: Pick<PanelActions, 'answerSegThreshold' | 'stopOpeningSeg'>;
}

/** Asks from which fraction on a voxel is object; half unless the user says otherwise. */
function ThresholdQuestion({ question, actions }: ThresholdQuestionProps) {
  const [percent, setPercent] = useState('50');
  const answer = (event: FormEvent) => {
    event.preventDefault();
    actions.answerSegThreshold(Number(percent) / 100);
  };
  return (
    <form className="fslms__stack fslms__small" onSubmit={answer} data-cy="fslms-open-threshold">
      <p>{question}</p>
      <label className="fslms__above">
        {texts.open.threshold}
        <input
          type="number"
          min="1"
          max="100"
          step="any"
          value={percent}
          onChange={(event) => setPercent(event.target.value)}
          data-cy="fslms-open-percent"
        />
      </label>
      <div className="fslms__row">
        <button type="submit" data-cy="fslms-open-answer">
          {texts.open.openWithThreshold}
        </button>
        <button type="button" onClick={() => actions.stopOpeningSeg()}>
          {texts.open.stop}
        </button>
      </div>
    </form>
  );
}
