import { useEffect, useState } from 'react';
import type { SliceRange } from '../state/sessionState';
import { sliceNumber, type SeriesSummary } from '../state/viewerContext';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';

interface RangeSectionProps {
  readonly series: SeriesSummary;
  readonly range: SliceRange | null;
  readonly actions: Pick<PanelActions, 'setRange' | 'rangeFromHere'>;
}

/** Whole series, or from one slice to another. */
export function RangeSection({ series, range, actions }: RangeSectionProps) {
  const { setRange, rangeFromHere } = actions;
  const { slices } = series;
  const ends = (range ?? [0, slices - 1]).map((slice) => sliceNumber(series, slice)).sort((a, b) => a - b);
  const [first, last] = ends.map(String);
  const [from, setFrom] = useState(first);
  const [to, setTo] = useState(last);
  useEffect(() => {
    setFrom(first);
    setTo(last);
  }, [first, last]);
  const apply = () => setRange({ from: Number(from), to: Number(to) });
  const field = (label: string, value: string, change: (value: string) => void, name: string) => (
    <label>
      {label}
      <input
        type="number"
        min={1}
        max={slices}
        value={value}
        disabled={range === null}
        onChange={(event) => change(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => {
          // OHIF's hotkeys would take digits and letters typed here.
          event.stopPropagation();
          if (event.key === 'Enter') apply();
        }}
        data-cy={name}
      />
    </label>
  );
  return (
    <div className="fslms__section" data-cy="fslms-range">
      <fieldset>
        <legend>
          <h2>{texts.range.heading}</h2>
        </legend>
        <div className="fslms__row">
          <label>
            <input
              type="radio"
              name="fslms-range"
              checked={range === null}
              onChange={() => setRange(null)}
              data-cy="fslms-range-whole"
            />
            {texts.range.whole}
          </label>
          <label>
            <input
              type="radio"
              name="fslms-range"
              checked={range !== null}
              onChange={() => setRange({ from: 1, to: slices })}
              data-cy="fslms-range-limited"
            />
            {texts.range.limited}
          </label>
        </div>
        <div className="fslms__row fslms__small">
          {texts.range.fromHere}
          <button type="button" onClick={() => rangeFromHere('down')} data-cy="fslms-range-down">
            {texts.range.down}
          </button>
          <button type="button" onClick={() => rangeFromHere('up')} data-cy="fslms-range-up">
            {texts.range.up(slices)}
          </button>
        </div>
        <div className="fslms__row">
          {field(texts.range.from, from, setFrom, 'fslms-range-from')}
          {field(texts.range.to, to, setTo, 'fslms-range-to')}
        </div>
      </fieldset>
    </div>
  );
}
