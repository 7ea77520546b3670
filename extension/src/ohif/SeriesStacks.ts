import { UserError } from '@few-shot-lms/engine';
import type { ResolvedSeries } from './ResolvedSeries';

/** One stack of a series. */
export interface StackOfSeries {
  readonly imageIds: readonly string[];
  /** What it is, or why it cannot be used. */
  readonly series: ResolvedSeries | UserError;
}

/** What the viewer lists as one series: most have a single stack of slices, some several (acquisitions, phases, echoes). */
export class SeriesStacks {
  private readonly stackOfImage = new Map<string, StackOfSeries>();

  /** @param stacks one at least */
  constructor(private readonly stacks: readonly StackOfSeries[]) {
    for (const stack of stacks) {
      for (const imageId of stack.imageIds) this.stackOfImage.set(imageId, stack);
    }
  }

  get several(): boolean {
    return this.stacks.length > 1;
  }

  /** All that can be used. */
  get usable(): readonly ResolvedSeries[] {
    return this.stacks.flatMap(({ series }) => (series instanceof UserError ? [] : [series]));
  }

  /**
   * The stack that an image belongs to; without one of the series' images the first that can be used.
   * @throws UserError that says why it cannot be used
   */
  of(imageId: string | undefined): ResolvedSeries {
    const stack = imageId === undefined ? undefined : this.stackOfImage.get(imageId);
    const series = stack?.series ?? this.usable[0] ?? this.stacks[0].series;
    if (series instanceof UserError) throw series;
    return series;
  }
}
