import type { CourseParameters } from '../model/manifest';
import type { Figures } from './figures';
import { sigmoid, standardised } from './scores';

/** Standardised figures are clipped to this on both sides, the answer as well (`lms_net/inference/course.py`). */
const LIMIT = 6;

/** What the recurrent unit keeps of a chain's way. */
export interface CourseSoFar {
  /** H numbers. */
  readonly memory: Float64Array;
  /** Highest answer so far; -∞ before the first step. */
  readonly highest: number;
}

/** Before the first step. */
export function beforeCourse(parameters: CourseParameters): CourseSoFar {
  return { memory: new Float64Array(parameters.state[0].length), highest: -Infinity };
}

/**
 * One slice more: a GRU on its figures (Cho et al. 2014, in PyTorch's form). `course` is the logit of presence by the whole
 * way, `courseFallen` how far below its highest so far it is.
 */
export function courseOn(
  parameters: CourseParameters,
  before: CourseSoFar,
  figures: Figures,
): { readonly soFar: CourseSoFar; readonly figures: Required<Pick<Figures, 'course' | 'courseFallen'>> } {
  const { terms, input, inputBias, state, stateBias, answer, answerBias } = parameters;
  const x = terms.map((term) => clip(standardised(term, figures)));
  const units = before.memory.length;
  const memory = new Float64Array(units);
  for (let i = 0; i < units; i++) {
    const ofInput = (gate: number) => dot(input[gate * units + i], x) + inputBias[gate * units + i];
    const ofMemory = (gate: number) =>
      dot(state[gate * units + i], before.memory) + stateBias[gate * units + i];
    const reset = sigmoid(ofInput(0) + ofMemory(0));
    const update = sigmoid(ofInput(1) + ofMemory(1));
    const candidate = Math.tanh(ofInput(2) + reset * ofMemory(2));
    memory[i] = (1 - update) * candidate + update * before.memory[i];
  }
  const course = clip(dot(answer, [...x, ...memory]) + answerBias);
  const highest = Math.max(before.highest, course);
  return { soFar: { memory, highest }, figures: { course, courseFallen: highest - course } };
}

function dot(weights: readonly number[], values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * values[i];
  return sum;
}

function clip(x: number): number {
  return Math.min(Math.max(x, -LIMIT), LIMIT);
}
