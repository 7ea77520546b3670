import { shiftAtEdge, shiftToShow } from './stripGeometry';

/** Class of the box that the strip scrolls in where a series has more slices than fit. */
export const SCROLLER = 'fslms__strip-scroll';

/** Scrolls the strip, and nothing else, so that one of its parts is in view; a part that is stays where it is. */
export function scrollToPart(part: HTMLElement): void {
  const scroller = scrollerOf(part);
  if (!scroller) return;
  const view = scroller.getBoundingClientRect();
  const { left, right } = part.getBoundingClientRect();
  scroller.scrollLeft += shiftToShow([left - view.left, right - view.left], view.width);
}

/**
 * Scrolls the strip one step towards the edge that a part is held at.
 * @param from where it was taken, `x` where the pointer is now, in pixels of the page
 * @returns whether anything moved
 */
export function scrollAtEdge(part: HTMLElement, from: number, x: number): boolean {
  const scroller = scrollerOf(part);
  if (!scroller) return false;
  const { left, width } = scroller.getBoundingClientRect();
  const before = scroller.scrollLeft;
  scroller.scrollLeft += shiftAtEdge(from - left, x - left, width);
  return scroller.scrollLeft !== before;
}

function scrollerOf(part: HTMLElement): HTMLElement | null {
  return part.closest<HTMLElement>(`.${SCROLLER}`);
}
