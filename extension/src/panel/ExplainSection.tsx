import { useEffect, useState } from 'react';
import type { VariablePicture } from '../explain/pictures';
import { texts } from '../texts';
import { ExplainPicture } from './ExplainPicture';
import type { PanelActions } from './PanelActions';

interface ExplainSectionProps {
  readonly slice: number | null;
  /** Changes with the segment, with what is on the slice and with the run that it comes from. */
  readonly version: string;
  /** Why the slice has no pictures, if it has none. */
  readonly none: string;
  readonly shownVariable: string | null;
  readonly explanation: PanelActions['explanation'];
  readonly showExplanation: PanelActions['showExplanation'];
}

/** The variables of the energy on the slice in view, as small pictures; asked for only while they are seen. */
export function ExplainSection({
  slice,
  version,
  none,
  shownVariable,
  explanation,
  showExplanation,
}: ExplainSectionProps) {
  const [open, setOpen] = useState(false);
  const [pictures, setPictures] = useState<readonly VariablePicture[] | null>();
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
      {pictures && (
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
      )}
      {/* Undefined until the first answer. */}
      {pictures === null && (
        <p className="fslms__small fslms__quiet" data-cy="fslms-explain-none">
          {none}
        </p>
      )}
      <p className="fslms__small fslms__quiet">{texts.explain.note}</p>
    </details>
  );
}
