import type { SegmentTask, Support } from './support';

/** How many slices a run starts from, leaves and fills anew, over all segments; nothing where it starts from all. */
export function useNotes({ name }: Pick<Support, 'name'>, tasks: readonly SegmentTask[]): string[] {
  const count = (slicesOf: (task: SegmentTask) => readonly unknown[]) =>
    tasks.reduce((sum, task) => sum + slicesOf(task).length, 0);
  const [supports, kept, redone] = [
    count((task) => task.supports),
    count((task) => task.kept),
    count((task) => task.redone),
  ];
  if (kept + redone === 0) return [];
  return [
    `Slices of ${name}: ${supports} drawn or corrected, which the run starts from; ${kept} checked or outside --range, kept as they are; ${redone} filled in or released, done again. --support-slices chooses others to start from.`,
  ];
}
