import { hasVoxels, layersOf, type LayerImages } from './labelmapLayers';
import type { OhifSegmentation } from './ohifServices';
import type { ResolvedSeries } from './ResolvedSeries';
import type { SeriesStacks } from './SeriesStacks';

/**
 * Remembers which stack of its series each segmentation is of: the one whose images were drawn on first. Scrolling on to
 * another phase or echo does not change it, nor does drawing there, as long as something is left on the first.
 */
export class StackChoice {
  /** An image of the stack, by segmentation. */
  private readonly chosen = new Map<string, string>();
  /** Segmentations all of whose images were looked at and found empty. */
  private readonly foundEmpty = new Set<string>();

  /** Says by one of its images which stack a segmentation is of, before anything is drawn. */
  choose(segmentationId: string, imageId: string): void {
    this.chosen.set(segmentationId, imageId);
  }

  /** An image of the stack that a segmentation is of, null if that has not been decided. */
  imageOf(segmentationId: string): string | null {
    return this.chosen.get(segmentationId) ?? null;
  }

  /** To be told when the labels of a segmentation have changed. */
  lookAgain(segmentationId: string): void {
    this.foundEmpty.delete(segmentationId);
  }

  forget(segmentationId: string): void {
    this.chosen.delete(segmentationId);
    this.foundEmpty.delete(segmentationId);
  }

  /**
   * The stack that a segmentation is of; the one in view before anything is drawn.
   * @param inView image in the active viewport
   * @throws UserError if it cannot be used
   */
  of(segmentation: OhifSegmentation, stacks: SeriesStacks, inView: string | undefined): ResolvedSeries {
    if (!stacks.several) return stacks.shown(inView);
    const { segmentationId } = segmentation;
    const layers = layersOf(segmentation);
    const chosen = this.chosen.get(segmentationId);
    if (chosen === undefined || this.isLeft(layers, stacks.imagesWith(chosen), inView)) {
      const drawn = this.drawnImage(segmentationId, layers, inView);
      if (drawn !== undefined) {
        const series = stacks.of(drawn);
        this.chosen.set(segmentationId, drawn);
        return series;
      }
    }
    return chosen === undefined ? stacks.shown(inView) : stacks.of(chosen);
  }

  /** Whether an image of another stack is drawn on, and none of this one any more. */
  private isLeft(layers: readonly LayerImages[], stack: readonly string[], inView: string | undefined) {
    if (inView === undefined || stack.includes(inView) || !isDrawn(layers, inView)) return false;
    return !stack.some((imageId) => isDrawn(layers, imageId));
  }

  private drawnImage(segmentationId: string, layers: readonly LayerImages[], inView: string | undefined) {
    if (inView !== undefined && isDrawn(layers, inView)) return inView;
    if (this.foundEmpty.has(segmentationId)) return undefined;
    const found = [...(layers[0]?.bySource.keys() ?? [])].find((imageId) => isDrawn(layers, imageId));
    if (found === undefined) this.foundEmpty.add(segmentationId);
    return found;
  }
}

function isDrawn(layers: readonly LayerImages[], imageId: string): boolean {
  return layers.some(({ bySource }) => hasVoxels(bySource.get(imageId)));
}
