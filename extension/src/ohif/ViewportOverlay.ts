import { Enums, type Types } from '@cornerstonejs/core';
import type { ResolvedSeries } from './ResolvedSeries';
import type { ShownViewport } from './ohifServices';
import type { SliceOverlay } from './ViewerHost';

/**
 * A picture over a viewport: a canvas that follows the image's zoom, pan, rotation and flips. It is seen while the viewport
 * shows the picture's slice in the plane of acquisition.
 */
export class ViewportOverlay {
  private canvas: HTMLCanvasElement | undefined;
  private unfollow: (() => void) | undefined;

  /** Takes the place of the picture before. */
  show(overlay: SliceOverlay, viewport: ShownViewport | undefined, series: ResolvedSeries | undefined): void {
    this.remove();
    if (!viewport || !series) return;
    const { size, rgba } = overlay;
    const canvas = document.createElement('canvas');
    canvas.width = size;
    canvas.height = size;
    canvas.dataset.cy = 'fslms-overlay';
    canvas.style.cssText =
      'position:absolute;left:0;top:0;pointer-events:none;transform-origin:0 0;z-index:1';
    canvas.getContext('2d')?.putImageData(new ImageData(rgba, size, size), 0, 0);
    const corners = cornersOf(overlay, series);
    const place = () => {
      const shown = viewport.getCurrentImageId?.() === series.imageIds[overlay.slice];
      canvas.style.display = shown ? '' : 'none';
      if (shown)
        canvas.style.transform = transformOf(
          corners.map((corner) => viewport.worldToCanvas(corner)),
          size,
        );
    };
    const { element } = viewport;
    const events = [Enums.Events.IMAGE_RENDERED, Enums.Events.CAMERA_MODIFIED];
    for (const event of events) element.addEventListener(event, place);
    this.unfollow = () => events.forEach((event) => element.removeEventListener(event, place));
    (element.querySelector('.viewport-element') ?? element).append(canvas);
    this.canvas = canvas;
    place();
  }

  /** Takes the picture away. */
  remove(): void {
    this.unfollow?.();
    this.unfollow = undefined;
    this.canvas?.remove();
    this.canvas = undefined;
  }
}

/** Patient coordinates of the frame's upper left, upper right and lower left corner. */
function cornersOf({ slice, frame }: SliceOverlay, { geometry }: ResolvedSeries): Types.Point3[] {
  const { origin, direction, spacing, slicePositions } = geometry;
  const { cx, cy, sideX, sideY } = frame;
  const corners = [
    [cx - sideX / 2, cy - sideY / 2],
    [cx + sideX / 2, cy - sideY / 2],
    [cx - sideX / 2, cy + sideY / 2],
  ];
  return corners.map(([x, y]): Types.Point3 => {
    const at = (axis: 0 | 1 | 2) =>
      origin[axis] +
      direction[0][axis] * x * spacing[0] +
      direction[1][axis] * y * spacing[1] +
      direction[2][axis] * slicePositions[slice];
    return [at(0), at(1), at(2)];
  });
}

/** CSS transform that puts a square of `size` pixels on three corners of a parallelogram. */
function transformOf([origin, right, down]: readonly Types.Point2[], size: number): string {
  const along = [(right[0] - origin[0]) / size, (right[1] - origin[1]) / size];
  const across = [(down[0] - origin[0]) / size, (down[1] - origin[1]) / size];
  return `matrix(${[...along, ...across, ...origin].join(', ')})`;
}
