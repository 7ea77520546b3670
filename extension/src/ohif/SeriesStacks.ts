import { UserError } from '@few-shot-lms/engine';
import { texts } from '../texts';
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

  private get preferred(): ResolvedSeries {
    const series = this.usable[0] ?? this.stacks[0].series;
    if (series instanceof UserError) throw series;
    return series;
  }

  /** The stack in view, the preferred one if that cannot be used. @throws UserError that says why none can */
  shown(inView: string | undefined): ResolvedSeries {
    const series = inView === undefined ? undefined : this.stackOfImage.get(inView)?.series;
    return series && !(series instanceof UserError) ? series : this.preferred;
  }

  /** The images of the stack that an image belongs to. */
  imagesWith(imageId: string): readonly string[] {
    return this.stackOfImage.get(imageId)?.imageIds ?? [];
  }

  /**
   * The stack that an image belongs to; for an image of another series the preferred one.
   * @throws UserError if it cannot be used
   */
  of(imageId: string): ResolvedSeries {
    const stack = this.stackOfImage.get(imageId);
    if (!stack) return this.preferred;
    if (!(stack.series instanceof UserError)) return stack.series;
    throw this.usable.length > 0 ? new UserError(texts.problems.outsideStacks) : stack.series;
  }
}
