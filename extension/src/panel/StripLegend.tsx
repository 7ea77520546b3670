import type { CellKind, StripCell } from '../state/stripCells';
import { texts } from '../texts';
import { cellLook } from './cellLook';

type Entry = keyof typeof texts.strip.legend;
type Shown = Pick<StripCell, 'kind' | 'scores'> & Partial<Pick<StripCell, 'stale' | 'checked'>>;

/** A cell for every look: one for each kind, two for filled ones, which look as they are trusted. */
const CELLS: Readonly<Record<Entry, Shown> & Record<Exclude<CellKind, 'propagated'>, Shown>> = {
  drawn: { kind: 'drawn' },
  locked: { kind: 'locked' },
  released: { kind: 'released' },
  erased: { kind: 'erased' },
  trusted: filled(1),
  // Without any trust there would be hardly anything to see of the colour.
  doubtful: filled(0.2),
  stale: { ...filled(1), stale: true },
  checked: { ...filled(1), checked: true },
  absent: { kind: 'absent' },
  'beyond-end': { kind: 'beyond-end' },
  waiting: { kind: 'waiting' },
  empty: { kind: 'empty' },
  outside: { kind: 'outside' },
};

function filled(trust: number): Shown {
  return { kind: 'propagated', scores: { trust, presence: trust, certainty: trust, agreement: trust } };
}

/** What the looks of the cells mean: each entry is a small cell. */
export function StripLegend({ colour }: { colour: readonly [number, number, number] }) {
  return (
    <div className="fslms__legend fslms__small fslms__quiet" aria-hidden="true" data-cy="fslms-legend">
      {(Object.keys(CELLS) as Entry[]).map((entry) => {
        const { stale = false, checked = false, ...cell } = CELLS[entry];
        return (
          <span key={entry} data-entry={entry}>
            <span className="fslms__swatch fslms__swatch--cell" data-stale={stale} data-checked={checked}>
              <span style={cellLook(cell, colour)} />
            </span>
            {texts.strip.legend[entry]}
          </span>
        );
      })}
    </div>
  );
}
