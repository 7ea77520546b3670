import { useState } from 'react';
import type { FoundEnd } from '../state/foundEnds';
import type { SliceRange } from '../state/sessionState';
import type { StripCell } from '../state/stripCells';
import { sliceNumber, type SeriesSummary } from '../state/viewerContext';
import { texts } from '../texts';
import { describeCell } from './describeCell';
import type { PanelActions } from './PanelActions';
import { StripCells } from './StripCells';
import { StripHandle } from './StripHandle';
import { leastWidth } from './stripGeometry';
import { StripLegend } from './StripLegend';
import { SCROLLER } from './stripScroll';

/** What the styles leave to the left and right of all cells together, for handles and the strip's own edge. */
const AROUND_PX = 16;

interface SliceStripProps {
  readonly cells: readonly StripCell[];
  readonly ends: readonly FoundEnd[];
  readonly range: SliceRange | null;
  readonly series: SeriesSummary;
  readonly currentSlice: number | null;
  readonly colour: readonly [number, number, number];
  /** A run goes on: nothing can be moved. */
  readonly busy: boolean;
  readonly actions: Pick<PanelActions, 'goToSlice' | 'setRange' | 'extendEnd'>;
}

/**
 * All slices of the active segment: the range above, the found ends of the object below. It scrolls where a series has more
 * slices than fit.
 */
export function SliceStrip({
  cells,
  ends,
  range,
  series,
  currentSlice,
  colour,
  busy,
  actions,
}: SliceStripProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const said = cells.find(({ slice }) => slice === (pointed ?? currentSlice));
  const [low, high] = range ?? [0, series.slices - 1];
  const words = (side: 'low' | 'high') => ((side === 'high') === series.descending ? 'low' : 'high');
  const limit = (first: number, last: number) => {
    const numbers = [first, last].map((slice) => sliceNumber(series, slice));
    actions.setRange({ from: Math.min(...numbers), to: Math.max(...numbers) });
  };
  return (
    <div className="fslms__strip-block">
      <div className={SCROLLER} data-cy="fslms-strip-scroll">
        <div className="fslms__strip-sheet" style={{ minWidth: leastWidth(series.slices) + AROUND_PX }}>
          <div className="fslms__rail">
            {(['low', 'high'] as const).map((side) => (
              <StripHandle
                key={side}
                kind="range"
                side={side}
                slice={side === 'low' ? low : high}
                series={series}
                label={texts.range.handle[words(side)]}
                disabled={busy}
                valueText={texts.support.slice}
                onMove={(slice, by) => {
                  // Dragged past the other one they change places, for where both lie on one slice only one can be taken.
                  if (by === 'pointer') limit(slice, side === 'low' ? high : low);
                  else if (side === 'low') limit(Math.min(slice, high), high);
                  else limit(low, Math.max(slice, low));
                }}
              />
            ))}
          </div>
          <StripCells
            cells={cells}
            currentSlice={currentSlice}
            colour={colour}
            goToSlice={actions.goToSlice}
            onPoint={(cell) => setPointed(cell?.slice ?? null)}
          />
          <div className="fslms__rail">
            {ends.map(({ side, slice, moved }) => (
              <StripHandle
                key={side}
                kind="end"
                side={side}
                slice={slice}
                series={series}
                label={texts.strip.end.label[words(side)]}
                disabled={busy}
                valueText={moved ? texts.strip.end.moved : texts.strip.end.found}
                onMove={(target) => actions.extendEnd(side, target)}
              />
            ))}
          </div>
        </div>
      </div>
      <p className="fslms__small fslms__words" data-cy="fslms-slice-words">
        {said ? describeCell(said) : texts.strip.help}
      </p>
      <StripLegend colour={colour} />
      {ends.length > 0 && <p className="fslms__small fslms__quiet">{texts.strip.end.help}</p>}
    </div>
  );
}
