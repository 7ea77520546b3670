import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { SeriesSummary } from '../state/viewerContext';
import { sliceAfterKey, sliceAt } from './stripGeometry';
import { scrollAtEdge, scrollToPart } from './stripScroll';

/** Between two steps of the scrolling while a handle is held at the strip's edge. */
const SCROLL_EVERY_MS = 40;

export type MovedBy = 'pointer' | 'key';

interface HandleOptions {
  readonly slice: number;
  readonly series: Pick<SeriesSummary, 'slices' | 'descending'>;
  /** Keys move the handle at once, or only show where it would go until Enter. */
  readonly keys: 'at-once' | 'on-enter';
  onMove(slice: number, by: MovedBy): void;
}

/** A press of the pointer on the handle: where it began and where it is now, in pixels of the page. */
interface Held {
  readonly from: number;
  x: number;
  readonly scrolling: ReturnType<typeof setInterval>;
}

/** A handle on a rail that is dragged or moved by keys; the rail is the handle's parent. */
export function useStripHandle({ slice, series, keys, onMove }: HandleOptions) {
  const [pending, setPending] = useState<number | null>(null);
  const handle = useRef<HTMLElement>(null);
  const held = useRef<Held | null>(null);
  const letGo = () => {
    clearInterval(held.current?.scrolling);
    held.current = null;
  };
  useEffect(() => letGo, []);
  const shown = pending ?? slice;
  useEffect(() => {
    // Moved by a key it must stay in view; one that is dragged is under the pointer.
    const element = handle.current;
    if (element && !held.current && element === element.ownerDocument.activeElement) scrollToPart(element);
  }, [shown]);
  const commit = (target: number | null, by: MovedBy) => {
    setPending(null);
    if (target !== null && target !== slice) onMove(target, by);
  };
  const follow = (element: HTMLElement, x: number) => {
    const rail = element.parentElement!.getBoundingClientRect();
    setPending(sliceAt((x - rail.left) / rail.width, series));
  };
  const drop = () => {
    letGo();
    setPending(null);
  };
  return {
    handle,
    /** Where the handle is shown. */
    shown,
    events: {
      onPointerDown({ currentTarget, pointerId, clientX }: PointerEvent<HTMLElement>) {
        currentTarget.setPointerCapture(pointerId);
        setPending(slice);
        letGo();
        const scrolling = setInterval(() => {
          // Disabled while it is held, it hears of nothing any more.
          if (!held.current || !currentTarget.hasPointerCapture(pointerId)) return drop();
          const { from, x } = held.current;
          if (scrollAtEdge(currentTarget, from, x)) follow(currentTarget, x);
        }, SCROLL_EVERY_MS);
        held.current = { from: clientX, x: clientX, scrolling };
      },
      onPointerMove({ currentTarget, clientX }: PointerEvent<HTMLElement>) {
        if (!held.current) return;
        held.current.x = clientX;
        follow(currentTarget, clientX);
      },
      onPointerUp() {
        if (!held.current) return;
        letGo();
        commit(pending, 'pointer');
      },
      onPointerCancel: drop,
      onBlur: drop,
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
