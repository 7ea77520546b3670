import { useRef, useState, type KeyboardEvent } from 'react';
import type { StripCell } from '../state/stripCells';
import { texts } from '../texts';
import type { PanelActions } from './PanelActions';
import { trustColour } from './trustColour';

interface SliceStripProps {
  readonly cells: readonly StripCell[];
  readonly currentSlice: number | null;
  readonly colour: readonly [number, number, number];
  readonly goToSlice: PanelActions['goToSlice'];
}

/** Height of a cell whose slice has a mask but no trust. */
const LOWEST = 12;

/**
 * One cell a slice in the viewer's order. It is one stop for the keyboard: arrows move within it, Enter goes to the slice.
 */
export function SliceStrip({ cells, currentSlice, colour, goToSlice }: SliceStripProps) {
  const [focused, setFocused] = useState<number | null>(null);
  const strip = useRef<HTMLDivElement>(null);
  const current = cells.findIndex(({ slice }) => slice === currentSlice);
  const stop = Math.min(focused ?? Math.max(0, current), cells.length - 1);
  const move = (event: KeyboardEvent) => {
    const next = nextCell(event.key, stop, cells.length);
    if (next === null) return;
    event.preventDefault();
    // OHIF's hotkeys scroll the viewport with the arrow keys.
    event.stopPropagation();
    setFocused(next);
    strip.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  };
  return (
    <div className="fslms__section">
      <div
        ref={strip}
        className="fslms__strip"
        role="toolbar"
        aria-label={`${texts.strip.label}. ${texts.strip.help}`}
        onKeyDown={move}
        data-cy="fslms-strip"
      >
        {cells.map((cell, n) => (
          <button
            key={cell.slice}
            type="button"
            className="fslms__cell"
            tabIndex={n === stop ? 0 : -1}
            title={describe(cell)}
            aria-label={describe(cell)}
            aria-current={cell.slice === currentSlice ? 'true' : undefined}
            data-current={cell.slice === currentSlice}
            data-kind={cell.kind}
            data-slice={cell.slice}
            onFocus={() => setFocused(n)}
            onClick={() => goToSlice(cell.slice)}
          >
            <span style={look(cell, colour)} />
          </button>
        ))}
      </div>
      <div className="fslms__legend fslms__small fslms__quiet" aria-hidden="true">
        <Legend colour={`rgb(${colour.join(', ')})`} text={texts.strip.legend.drawn} />
        <Legend colour={trustColour(1)} text={texts.strip.legend.trusted} />
        <Legend colour={trustColour(0)} text={texts.strip.legend.doubtful} />
        <Legend colour={ABSENT} text={texts.strip.legend.absent} />
      </div>
    </div>
  );
}

const ABSENT = '#5b6b8a';

function Legend({ colour, text }: { colour: string; text: string }) {
  return (
    <span>
      <span className="fslms__swatch" style={{ background: colour }} />
      {text}
    </span>
  );
}

function look({ kind, scores }: StripCell, colour: readonly number[]) {
  if (kind === 'drawn') return { height: '100%', background: `rgb(${colour.join(', ')})` };
  if (kind === 'propagated') {
    const trust = scores?.trust ?? 0;
    return { height: `${LOWEST + (100 - LOWEST) * trust}%`, background: trustColour(trust) };
  }
  if (kind === 'absent') return { height: '4px', background: ABSENT };
  if (kind === 'beyond-end') return { height: '2px', background: '#35435f' };
  if (kind === 'waiting') return { height: '2px', background: '#8fa3c8' };
  return { height: '2px', background: 'transparent' };
}

/** What a cell says in words, for the pointer and for screen readers. */
export function describe({ number, kind, scores }: StripCell): string {
  const words = `${texts.support.slice(number)}: ${texts.strip.cell[kind]}`;
  if (!scores || kind !== 'propagated') return words;
  const { presence, certainty, agreement, trust } = scores;
  return `${words}, ${texts.strip.trust(trust)} (${texts.strip.scores(presence, certainty, agreement)})`;
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
