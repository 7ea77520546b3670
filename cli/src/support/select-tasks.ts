import type { DrawnSlice } from '@few-shot-lms/engine';
import { UserError } from '@few-shot-lms/engine';
import type { PropagateOptions } from '../arguments';
import { staysEmpty, useOf, type SliceUse } from './slice-use';
import type { SegmentTask, Support, SupportSegment } from './support';

/**
 * The segments and slices that were asked for. Without `supportSlices` it is their origin that says what becomes of slices
 * (`useOf`); those outside the range are not done again.
 *
 * @param options.supportSlices slices to read, whatever their origin; undefined: all that have labels
 * @param options.labels labels to take; undefined: all that are on those slices
 * @param options.empty slices that stay without any of them
 * @throws UserError when nothing is drawn there, or a named label or slice is empty
 */
export function selectTasks(
  support: Support,
  options: Pick<PropagateOptions, 'supportSlices' | 'labels' | 'range' | 'empty'>,
): SegmentTask[] {
  const { supportSlices: slices, labels } = options;
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
  const chosen = support.segments.filter((segment) => labels === undefined || labels.includes(segment.label));
  if (!slices) return tasksByOrigins(support, chosen, options);
  const tasks = chosen.map((segment) => taskFrom(segment, slices, options));
  const unsupported = tasks.find((task) => task.supports.length === 0);
  if (unsupported && labels) {
    const { slices: own } = support.segments.find((segment) => segment.label === unsupported.label)!;
    throw new UserError(
      `Label ${unsupported.label} is not drawn on the slices of --support-slices; ${support.name} has it on ${listOf(own)}.`,
    );
  }
  return tasks.filter((task) => task.supports.length > 0);
}

/** A label that nothing was drawn or corrected of stays as it is beside others. */
function tasksByOrigins(
  support: Support,
  chosen: readonly SupportSegment[],
  options: Pick<PropagateOptions, 'range' | 'empty'>,
): SegmentTask[] {
  const tasks = chosen.map((segment) => taskByOrigins(segment, options));
  if (tasks.every((task) => task.supports.length === 0)) {
    const { label, description } = tasks[0];
    throw new UserError(
      `${support.name} has no slice of label ${label} (${description.name}) that was drawn or corrected; name slices to start from by --support-slices, or choose other labels by --labels.`,
    );
  }
  return tasks.map((task, n) => (task.supports.length > 0 ? task : asItIs(chosen[n])));
}

function taskFrom(
  segment: SupportSegment,
  slices: readonly number[],
  { empty = [] }: Pick<PropagateOptions, 'empty'>,
): SegmentTask {
  const { label, description, origins } = segment;
  const named = segment.slices.filter((slice) => slices.includes(slice));
  return {
    ...{ label, description, origins },
    supports: masksOn(segment, named),
    kept: [],
    redone: [],
    empty: withLeftEmpty(segment, empty),
  };
}

function taskByOrigins(
  segment: SupportSegment,
  { range, empty = [] }: Pick<PropagateOptions, 'range' | 'empty'>,
): SegmentTask {
  const { label, description, origins } = segment;
  const [first, last] = range ?? [-Infinity, Infinity];
  const wanted = (use: SliceUse) =>
    segment.slices.filter((slice) => {
      const own = useOf(origins?.get(slice));
      const outside = slice < first || slice > last;
      return (own === 'redone' && outside ? 'kept' : own) === use;
    });
  return {
    ...{ label, description, origins },
    supports: masksOn(segment, wanted('support')),
    kept: masksOn(segment, wanted('kept')),
    redone: wanted('redone').filter((slice) => !empty.includes(slice)),
    empty: withLeftEmpty(segment, empty),
  };
}

function withLeftEmpty(
  { slices, origins = new Map() }: SupportSegment,
  empty: readonly number[],
): readonly number[] {
  const left = [...origins].flatMap(([slice, origin]) =>
    staysEmpty(origin) && !slices.includes(slice) ? [slice] : [],
  );
  return [...new Set([...empty, ...left])];
}

function asItIs(segment: SupportSegment): SegmentTask {
  const { label, description, origins, slices } = segment;
  return {
    ...{ label, description, origins },
    supports: [],
    kept: masksOn(segment, slices),
    redone: [],
    empty: [],
  };
}

function masksOn(segment: SupportSegment, slices: readonly number[]): DrawnSlice[] {
  return slices.map((slice) => ({ slice, mask: segment.maskOf(slice) }));
}

/** Ascending numbers, runs joined: '3, 7 to 12 and 40'. */
function listOf(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const n of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else runs.push([n, n]);
  }
  const texts = runs.map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a} to ${b}`));
  return texts.length > 1 ? `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}` : texts.join('');
}
