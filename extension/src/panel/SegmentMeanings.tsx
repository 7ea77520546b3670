import { useState } from 'react';
import type { SegmentMeaning } from '../state/segmentMeanings';
import { texts } from '../texts';
import { StructurePicker } from './StructurePicker';

interface SegmentMeaningsProps {
  readonly segments: readonly SegmentMeaning[];
  setStructure(segmentIndex: number, structure: string | null): void;
}

/** A picker for every segment that is saved. */
export function SegmentMeanings({ segments, setStructure }: SegmentMeaningsProps) {
  const [shown, setShown] = useState(false);
  return (
    <details
      className="fslms__small"
      data-cy="fslms-meanings"
      onToggle={(event) => setShown(event.currentTarget.open)}
    >
      <summary>{texts.save.meaning.show}</summary>
      {/* Only when it is open: large segmentations have dozens of segments. */}
      {shown &&
        segments.map(({ index, label, colour, structure, loaded }) => (
          <div key={index} className="fslms__meaning" data-segment={label}>
            <span>
              <span className="fslms__swatch" style={{ background: `rgb(${colour.join(' ')})` }} /> {label}
            </span>
            <StructurePicker
              label={label}
              chosen={structure}
              loaded={loaded}
              onChoose={(chosen) => setStructure(index, chosen)}
            />
          </div>
        ))}
    </details>
  );
}
