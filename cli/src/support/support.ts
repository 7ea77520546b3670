import type { DrawnSlice } from '@few-shot-lms/engine';
import { UserError } from '@few-shot-lms/engine';
import type { SegmentDescription } from './segment-description';

/** The drawn slices of every segment in a support file, on the image's grid. */
export interface Support {
  /** For messages: the file's name. */
  readonly name: string;
  readonly segments: readonly SupportSegment[];
  /** What a person should know about how it was read. */
  readonly notes: readonly string[];
}

export interface SupportSegment {
  /** Voxel value in a label volume, segment number in a SEG; at least 1. */
  readonly label: number;
  /** Slices that show the segment, ascending. */
  readonly slices: readonly number[];
  readonly description: SegmentDescription;
  /** The segment on one slice, rows × columns, 1 = drawn. A copy. */
  maskOf(slice: number): Uint8Array;
}

/** One segment to be propagated, and from what. */
export interface SegmentTask {
  readonly label: number;
  readonly description: SegmentDescription;
  readonly supports: readonly DrawnSlice[];
}

/**
 * The segments and slices that were asked for.
 *
 * @param slices slices to read; undefined: all that are drawn
 * @param labels labels to take; undefined: all that are drawn on those slices
 * @throws UserError when nothing is drawn there, or a named label or slice is empty
 */
export function selectTasks(
  support: Support,
  slices: readonly number[] | undefined,
  labels: readonly number[] | undefined,
): SegmentTask[] {
  if (support.segments.length === 0) {
    throw new UserError(`${support.name} has no label on any slice; draw the segment on at least one slice.`);
  }
  const drawn = [...new Set(support.segments.flatMap((segment) => segment.slices))].sort((a, b) => a - b);
  const emptySlice = slices?.find((slice) => !drawn.includes(slice));
  if (emptySlice !== undefined) {
    throw new UserError(
      `${support.name} has no label on slice ${emptySlice}; it has some on ${listOf(drawn)}.`,
    );
  }
  const known = support.segments.map((segment) => segment.label);
  const unknown = labels?.find((label) => !known.includes(label));
  if (unknown !== undefined) {
    throw new UserError(`${support.name} has no label ${unknown}; it has ${listOf(known)}.`);
  }
  const tasks = support.segments
    .filter((segment) => labels === undefined || labels.includes(segment.label))
    .map((segment) => ({
      label: segment.label,
      description: segment.description,
      supports: segment.slices
        .filter((slice) => slices === undefined || slices.includes(slice))
        .map((slice) => ({ slice, mask: segment.maskOf(slice) })),
    }));
  const empty = labels && tasks.find((task) => task.supports.length === 0);
  if (empty) {
    const { slices: own } = support.segments.find((segment) => segment.label === empty.label)!;
    throw new UserError(
      `Label ${empty.label} is not drawn on the slices of --support-slices; ${support.name} has it on ${listOf(own)}.`,
    );
  }
  return tasks.filter((task) => task.supports.length > 0);
}

/** Ascending numbers, runs joined: '3, 7 to 12 and 40'. */
export function listOf(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const n of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else runs.push([n, n]);
  }
  const texts = runs.map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a} to ${b}`));
  return texts.length > 1 ? `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}` : texts.join('');
}
