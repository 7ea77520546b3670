import { hasVoxels, layersOf } from './labelmapLayers';
import type { OhifSegmentation } from './ohifServices';
import type { ResolvedSeries } from './ResolvedSeries';
import type { SeriesStacks } from './SeriesStacks';

/**
 * Remembers which stack of its series each segmentation is of: the one whose images were drawn on first. Scrolling on to
 * another phase or echo does not change it. Until something is drawn it is the stack in view.
 */
export class StackChoice {
  /** An image of the stack, by segmentation. */
  private readonly chosen = new Map<string, string>();
  /** Segmentations all of whose images were looked at and found empty; from then on only the one in view is drawn on. */
  private readonly foundEmpty = new Set<string>();

  /** Says which stack a segmentation is of, before anything is drawn. */
  choose(segmentationId: string, { imageIds }: ResolvedSeries): void {
    this.chosen.set(segmentationId, imageIds[0]);
  }

  forget(segmentationId: string): void {
    this.chosen.delete(segmentationId);
    this.foundEmpty.delete(segmentationId);
  }

  /**
   * The stack that a segmentation is of.
   * @param inView image in the active viewport
   * @throws UserError if it cannot be used
   */
  of(segmentation: OhifSegmentation, stacks: SeriesStacks, inView: string | undefined): ResolvedSeries {
    if (!stacks.several) return stacks.of(undefined);
    const { segmentationId } = segmentation;
    const chosen = this.chosen.get(segmentationId) ?? this.drawnImage(segmentation, inView);
    if (chosen === undefined) return stacks.of(inView);
    const series = stacks.of(chosen);
    this.chosen.set(segmentationId, chosen);
    return series;
  }

  private drawnImage(segmentation: OhifSegmentation, inView: string | undefined): string | undefined {
    const { segmentationId } = segmentation;
    const layers = layersOf(segmentation);
    const isDrawn = (imageId: string) => layers.some(({ bySource }) => hasVoxels(bySource.get(imageId)));
    if (inView !== undefined && isDrawn(inView)) return inView;
    if (this.foundEmpty.has(segmentationId)) return undefined;
    const found = [...(layers[0]?.bySource.keys() ?? [])].find(isDrawn);
    if (found === undefined) this.foundEmpty.add(segmentationId);
    return found;
  }
}
