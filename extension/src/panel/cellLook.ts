import type { CSSProperties } from 'react';
import type { StripCell } from '../state/stripCells';
import { trustColour } from './trustColour';

const ABSENT = '#7184a8';
/** Where no run looks: beyond the object's end, and outside the range. */
const UNSEEN = '#50658c';
const WAITING = '#8fa3c8';

/** Height of a cell in percent whose slice has a mask but no trust. */
const LOWEST = 12;

/** Stripes say by their form, not by a colour, that the user has had a hand in it. */
function stripes(colour: string, gap: string): string {
  return `repeating-linear-gradient(135deg, ${colour} 0 3px, ${gap} 3px 5px)`;
}

/** Thin lines the other way round: of the user's hand too, but with nothing left. */
function hatching(colour: string): string {
  return `repeating-linear-gradient(45deg, ${colour} 0 1px, transparent 1px 5px)`;
}

/** Ruled lines go on from cell to cell, however narrow the cells are. */
function ruled(colour: string): string {
  return `repeating-linear-gradient(0deg, ${colour} 0 1px, transparent 1px 5px)`;
}

/** A dash a cell, so that a row of them is dotted. */
function dash(colour: string): string {
  return `linear-gradient(90deg, ${colour} 60%, transparent 60%)`;
}

/**
 * How a slice looks in the strip: full height for what the user made, else as high as it is trusted; where no run may go,
 * ruled from top to bottom. `colour` is the segment's, 0 to 255.
 */
export function cellLook(
  { kind, scores }: Pick<StripCell, 'kind' | 'scores'>,
  colour: readonly number[],
): CSSProperties {
  const own = `rgb(${colour.join(', ')})`;
  switch (kind) {
    case 'drawn':
      return { height: '100%', background: own };
    case 'locked':
      return { height: '100%', background: stripes(own, '#fff') };
    case 'released':
      return { height: '50%', background: stripes(own, 'transparent') };
    case 'erased':
      return { height: '100%', background: hatching(own) };
    case 'propagated': {
      const trust = scores?.trust ?? 0;
      return { height: `${LOWEST + (100 - LOWEST) * trust}%`, background: trustColour(trust) };
    }
    case 'absent':
      return { height: '4px', background: ABSENT };
    case 'beyond-end':
      return { height: '2px', background: UNSEEN };
    case 'waiting':
      return { height: '2px', background: dash(WAITING) };
    case 'outside':
      return { height: '100%', background: ruled(UNSEEN) };
    case 'empty':
      return { height: '2px', background: 'transparent' };
  }
}
