import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { StripCell } from '../state/stripCells';
import { texts } from '../texts';
import { languageVersion } from '../translation';
import type { PanelActions } from './PanelActions';
import { StripCellButton, type CellReactions } from './StripCellButton';
import { scrollToPart } from './stripScroll';

interface StripCellsProps {
  readonly cells: readonly StripCell[];
  readonly currentSlice: number | null;
  readonly colour: readonly [number, number, number];
  readonly goToSlice: PanelActions['goToSlice'];
  /** The cell under the pointer or with the focus; null for none. */
  onPoint(cell: StripCell | null): void;
}

/**
 * One cell a slice in the viewer's order. It is one stop for the keyboard: arrows move within it, Enter goes to the slice.
 * The slice in view stays in view here too.
 */
export function StripCells({ cells, currentSlice, colour, goToSlice, onPoint }: StripCellsProps) {
  const [focused, setFocused] = useState<number | null>(null);
  const strip = useRef<HTMLDivElement>(null);
  const now: CellReactions = {
    onFocus: (cell) => {
      setFocused(cells.findIndex(({ slice }) => slice === cell.slice));
      onPoint(cell);
    },
    onPoint,
    onPress: ({ slice }) => goToSlice(slice),
  };
  // The same object for all renders, so that a cell is rendered again only if it looks different.
  const reactions = useRef(now);
  Object.assign(reactions.current, now);
  const current = cells.findIndex(({ slice }) => slice === currentSlice);
  const stop = Math.min(focused ?? Math.max(0, current), cells.length - 1);
  const buttons = () => strip.current?.querySelectorAll<HTMLElement>('button');
  useEffect(() => {
    const button = buttons()?.[current];
    if (button) scrollToPart(button);
  }, [current, cells.length]);
  const move = (event: KeyboardEvent) => {
    const next = nextCell(event.key, stop, cells.length);
    if (next === null) return;
    event.preventDefault();
    // OHIF's hotkeys scroll the viewport with the arrow keys.
    event.stopPropagation();
    setFocused(next);
    buttons()?.[next]?.focus();
  };
  return (
    <div
      ref={strip}
      className="fslms__strip"
      role="toolbar"
      aria-label={`${texts.strip.label}. ${texts.strip.help}`}
      onKeyDown={move}
      onPointerLeave={() => onPoint(null)}
      data-cy="fslms-strip"
    >
      {cells.map((cell, n) => (
        <StripCellButton
          key={cell.slice}
          cell={cell}
          isStop={n === stop}
          isCurrent={cell.slice === currentSlice}
          colour={colour}
          language={languageVersion()}
          reactions={reactions.current}
        />
      ))}
    </div>
  );
}

function nextCell(key: string, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'ArrowRight':
      return Math.min(count - 1, from + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
