import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { SeriesSummary } from '../state/viewerContext';
import { sliceAfterKey, sliceAt } from './stripGeometry';

export type MovedBy = 'pointer' | 'key';

interface HandleOptions {
  readonly slice: number;
  readonly series: Pick<SeriesSummary, 'slices' | 'descending'>;
  /** Keys move the handle at once, or only show where it would go until Enter. */
  readonly keys: 'at-once' | 'on-enter';
  onMove(slice: number, by: MovedBy): void;
}

/** A handle on a rail that is dragged or moved by keys; the rail is the handle's parent. */
export function useStripHandle({ slice, series, keys, onMove }: HandleOptions) {
  const [pending, setPending] = useState<number | null>(null);
  const commit = (target: number | null, by: MovedBy) => {
    setPending(null);
    if (target !== null && target !== slice) onMove(target, by);
  };
  const under = (event: PointerEvent<HTMLElement>) => {
    const rail = event.currentTarget.parentElement!.getBoundingClientRect();
    return sliceAt((event.clientX - rail.left) / rail.width, series);
  };
  return {
    /** Where the handle is shown. */
    shown: pending ?? slice,
    events: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        event.currentTarget.setPointerCapture(event.pointerId);
        setPending(slice);
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) setPending(under(event));
      },
      onPointerUp(event: PointerEvent<HTMLElement>) {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) commit(pending, 'pointer');
      },
      onPointerCancel: () => setPending(null),
      onBlur: () => setPending(null),
      onKeyDown(event: KeyboardEvent<HTMLElement>) {
        const from = pending ?? slice;
        const target = sliceAfterKey(event.key, from, series);
        if (target === null && event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        // OHIF's hotkeys scroll the viewport with the same keys.
        event.stopPropagation();
        if (event.key === 'Enter') commit(pending, 'key');
        else if (target === null) setPending(null);
        else if (keys === 'at-once') commit(target, 'key');
        else setPending(target);
      },
    },
  };
}
