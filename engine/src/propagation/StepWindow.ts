import type { Plane } from '../crop/crop';
import type { Box, Frame } from '../crop/frame';
import { edgeMargin } from '../edge/edgeTerm';
import type { EdgeParameters } from '../model/manifest';
import { planeIn, type SoftPatch } from '../mask/SoftPatch';

/**
 * The part of the slices that one step of a chain reads and writes: the frame, and what the edge term looks at around the
 * neighbour's mask. A step works on copies of this part alone, whose first pixel is at (box.x0, box.y0) of the slice: of a
 * small organ on a large slice it is a few hundredths. Nothing comes out differently, for beyond the part all masks are zero.
 */
export class StepWindow {
  readonly box: Box;
  readonly columns: number;
  readonly rows: number;
  /** The frame in the window's own pixels. */
  readonly frame: Frame;

  /** @param prior box of the neighbour's mask; @param columns and rows of the slice */
  constructor(frame: Frame, prior: Box, edge: EdgeParameters, columns: number, rows: number) {
    const margin = edgeMargin(edge);
    const halfX = frame.sideX / 2 + 1;
    const halfY = frame.sideY / 2 + 1;
    this.box = {
      x0: Math.max(0, Math.min(prior.x0 - margin, Math.floor(frame.cx - halfX))),
      y0: Math.max(0, Math.min(prior.y0 - margin, Math.floor(frame.cy - halfY))),
      x1: Math.min(columns - 1, Math.max(prior.x1 + margin, Math.ceil(frame.cx + halfX))),
      y1: Math.min(rows - 1, Math.max(prior.y1 + margin, Math.ceil(frame.cy + halfY))),
    };
    this.columns = this.box.x1 - this.box.x0 + 1;
    this.rows = this.box.y1 - this.box.y0 + 1;
    this.frame = { ...frame, cx: frame.cx - this.box.x0, cy: frame.cy - this.box.y0 };
  }

  /** Grey values of a slice in the window. */
  cut({ data, columns }: Plane): Plane {
    const part = new Float32Array(this.columns * this.rows);
    for (let y = 0, at = 0; y < this.rows; y++) {
      const start = (this.box.y0 + y) * columns + this.box.x0;
      for (let x = 0; x < this.columns; x++) part[at++] = data[start + x];
    }
    return { data: part, columns: this.columns, rows: this.rows };
  }

  /** A soft mask of a slice in the window, zero where it is not given. */
  within(soft: SoftPatch): Plane & { readonly data: Float32Array } {
    return { data: planeIn(soft, this.box), columns: this.columns, rows: this.rows };
  }

  /** A box of the window's pixels in pixels of the slice. */
  onSlice({ x0, y0, x1, y1 }: Box): Box {
    const { box } = this;
    return { x0: x0 + box.x0, y0: y0 + box.y0, x1: x1 + box.x0, y1: y1 + box.y0 };
  }
}
