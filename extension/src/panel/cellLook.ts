import type { CSSProperties } from 'react';
import type { StripCell } from '../state/stripCells';
import { trustColour } from './trustColour';

export const ABSENT = '#7184a8';
const BEYOND = '#46597c';
const WAITING = '#8fa3c8';

/** Height of a cell in percent whose slice has a mask but no trust. */
const LOWEST = 12;

/** Stripes say by their form, not by a colour, that the user has had a hand in it. */
export function stripes(colour: string, gap: string): string {
  return `repeating-linear-gradient(135deg, ${colour} 0 3px, ${gap} 3px 5px)`;
}

/** How a slice looks in the strip: full height for what the user made, else as high as it is trusted. */
export function cellLook({ kind, scores }: StripCell, colour: readonly number[]): CSSProperties {
  const own = `rgb(${colour.join(', ')})`;
  switch (kind) {
    case 'drawn':
      return { height: '100%', background: own };
    case 'locked':
      return { height: '100%', background: stripes(own, '#fff') };
    case 'released':
      return { height: '50%', background: stripes(own, 'transparent') };
    case 'propagated': {
      const trust = scores?.trust ?? 0;
      return { height: `${LOWEST + (100 - LOWEST) * trust}%`, background: trustColour(trust) };
    }
    case 'absent':
      return { height: '4px', background: ABSENT };
    case 'beyond-end':
      return { height: '2px', background: BEYOND };
    case 'waiting':
      return { height: '2px', background: WAITING };
    case 'empty':
    case 'outside':
      return { height: '2px', background: 'transparent' };
  }
}
