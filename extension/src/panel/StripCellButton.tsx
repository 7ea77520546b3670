import { memo } from 'react';
import type { StripCell } from '../state/stripCells';
import { cellLook } from './cellLook';
import { describeCell } from './describeCell';

/** What a cell reports; the same object for all cells and renders. */
export interface CellReactions {
  onFocus(cell: StripCell): void;
  /** The cell under the pointer or with the focus; null for none. */
  onPoint(cell: StripCell | null): void;
  onPress(cell: StripCell): void;
}

interface StripCellButtonProps {
  readonly cell: StripCell;
  /** The strip's one stop for the Tab key. */
  readonly isStop: boolean;
  readonly isCurrent: boolean;
  readonly colour: readonly [number, number, number];
  /** The cell's words are rendered again when it changes. */
  readonly language: string;
  readonly reactions: CellReactions;
}

/**
 * One slice of the strip. A run changes a few of some hundred cells at a time: the others are not rendered again, whose
 * sentences would take longer to look up than anything else of the panel.
 */
export const StripCellButton = memo(Cell, looksTheSame);

function Cell({ cell, isStop, isCurrent, colour, reactions }: StripCellButtonProps) {
  const words = describeCell(cell);
  return (
    <button
      type="button"
      className="fslms__cell"
      tabIndex={isStop ? 0 : -1}
      title={words}
      aria-label={words}
      aria-current={isCurrent ? 'true' : undefined}
      data-current={isCurrent}
      data-kind={cell.kind}
      data-checked={cell.checked}
      data-stale={cell.stale}
      data-slice={cell.slice}
      onFocus={() => reactions.onFocus(cell)}
      onBlur={() => reactions.onPoint(null)}
      onPointerEnter={() => reactions.onPoint(cell)}
      onClick={() => reactions.onPress(cell)}
    >
      <span style={cellLook(cell, colour)} />
    </button>
  );
}

function looksTheSame(a: StripCellButtonProps, b: StripCellButtonProps): boolean {
  return (
    a.isStop === b.isStop &&
    a.isCurrent === b.isCurrent &&
    a.language === b.language &&
    a.reactions === b.reactions &&
    a.colour.every((value, n) => value === b.colour[n]) &&
    (Object.keys({ ...a.cell, ...b.cell }) as (keyof StripCell)[]).every(
      (name) => a.cell[name] === b.cell[name],
    )
  );
}
