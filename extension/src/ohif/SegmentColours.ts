import type { SegmentationService } from './ohifServices';
import { paletteColour } from './paletteColour';

type Colour = readonly [number, number, number];

/**
 * Colours of segments. The viewer knows them by viewport: while none shows a segmentation they are what they were when one
 * did, and in the palette before that.
 */
export class SegmentColours {
  /** What was found last, by segmentation and index. */
  private readonly found = new Map<string, Map<number, Colour>>();

  constructor(
    private readonly service: () => Pick<SegmentationService, 'getSegmentColor'>,
    /** The one that is asked first in front. */
    private readonly viewportIds: () => readonly string[],
  ) {}

  of(segmentationId: string, index: number): Colour {
    for (const viewportId of this.viewportIds()) {
      const shown = this.service().getSegmentColor(viewportId, segmentationId, index);
      if (shown) return this.remember(segmentationId, index, [shown[0], shown[1], shown[2]]);
    }
    return this.found.get(segmentationId)?.get(index) ?? paletteColour(index);
  }

  forget(segmentationId: string): void {
    this.found.delete(segmentationId);
  }

  private remember(segmentationId: string, index: number, colour: Colour): Colour {
    const known = this.found.get(segmentationId) ?? new Map<number, Colour>();
    this.found.set(segmentationId, known.set(index, colour));
    return colour;
  }
}
