import { UserError } from '@few-shot-lms/engine';
import type { SourceInstance } from './source-instance';
import type { Stack } from './split-stacks';
import { splitStacks } from './split-stacks';

/** The series holds several stacks of images, and none was chosen. */
export class SeveralStacksError extends UserError {}

/**
 * The images of one stack among those of a series.
 *
 * @param number which stack, from 1; needed if there are several
 * @returns indices into `instances`
 * @throws SeveralStacksError that lists the stacks, UserError for one that is not there
 */
export function chosenStack(
  instances: readonly SourceInstance[],
  number: number | undefined,
  warnings: string[],
): readonly number[] {
  const stacks = splitStacks(instances);
  if (number === undefined && stacks.length === 1) return stacks[0].members;
  const list = stacks.map((stack, index) => `${index + 1} = ${described(stack)}`).join('; ');
  if (number === undefined) {
    throw new SeveralStacksError(
      `The series holds ${stacks.length} stacks of images; choose one by its number: ${list}.`,
    );
  }
  const stack = stacks[number - 1];
  if (!stack) throw new UserError(`The series has no stack ${number}; there is: ${list}.`);
  if (stacks.length > 1) {
    warnings.push(
      `Of the ${stacks.length} stacks in the series, number ${number} was read (${described(stack)}).`,
    );
  }
  return stack.members;
}

function described({ name, members }: Stack): string {
  return `${name}, ${members.length} ${members.length === 1 ? 'image' : 'images'}`;
}
