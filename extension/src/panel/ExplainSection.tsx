import { useEffect, useState } from 'react';
import type { VariablePicture } from '../explain/pictures';
import { texts } from '../texts';
import { ExplainPicture } from './ExplainPicture';
import type { PanelActions } from './PanelActions';

interface ExplainSectionProps {
  readonly slice: number | null;
  /** Changes whenever a run has done the slice again. */
  readonly version: string;
  readonly shownVariable: string | null;
  readonly explanation: PanelActions['explanation'];
  readonly showExplanation: PanelActions['showExplanation'];
}

/** The variables of the energy on the slice in view, as small pictures; asked for only while they are seen. */
export function ExplainSection({
  slice,
  version,
  shownVariable,
  explanation,
  showExplanation,
}: ExplainSectionProps) {
  const [open, setOpen] = useState(false);
  const [pictures, setPictures] = useState<readonly VariablePicture[] | null>(null);
  useEffect(() => {
    if (!open) return undefined;
    if (slice === null) {
      setPictures(null);
      return undefined;
    }
    let wanted = true;
    explanation(slice).then(
      (found) => wanted && setPictures(found),
      (error) => {
        console.error('few-shot-lms: no explanation', error);
        if (wanted) setPictures(null);
      },
    );
    return () => {
      wanted = false;
    };
  }, [open, slice, version, explanation]);
  return (
    <details
      className="fslms__section"
      data-cy="fslms-explain"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{texts.explain.heading}</summary>
      {pictures ? (
        <div className="fslms__pictures">
          {pictures.map((picture) => (
            <ExplainPicture
              key={picture.name}
              picture={picture}
              shown={shownVariable === picture.name}
              show={showExplanation}
            />
          ))}
        </div>
      ) : (
        <p className="fslms__small fslms__quiet" data-cy="fslms-explain-none">
          {texts.explain.none}
        </p>
      )}
      <p className="fslms__small fslms__quiet">{texts.explain.note}</p>
    </details>
  );
}
