import type { CourseParameters } from '../model/manifest';
import { beforeCourse, courseOn } from './course';
import type { Figures } from './figures';

/** One unit on one figure, whose memory moves half way to tanh(presence) at every step. */
const parameters: CourseParameters = {
  terms: [{ figure: 'presence', max: 2, mean: 0, scale: 1 }],
  input: [[0], [0], [1]],
  state: [[0], [0], [0]],
  inputBias: [0, 0, 0],
  stateBias: [0, 0, 0],
  answer: [0.5, 10],
  answerBias: 1,
};

function walk(of: CourseParameters, ...presence: number[]) {
  let soFar = beforeCourse(of);
  return presence.map((value) => {
    const next = courseOn(of, soFar, { presence: value } as Figures);
    soFar = next.soFar;
    return next.figures;
  });
}

describe('the course of a chain', () => {
  it('remembers the slices before', () => {
    const [first, second] = walk(parameters, 0.5, -0.5);
    const memory = Math.tanh(0.5) / 2;
    expect(first.course).toBeCloseTo(0.25 + 10 * memory + 1);
    expect(second.course).toBeCloseTo(-0.25 + 10 * (memory / 2 - memory) + 1);
    expect(first.courseFallen).toBe(0);
    expect(second.courseFallen).toBeCloseTo(first.course - second.course);
  });

  it('clips figures and answers', () => {
    const [high] = walk(parameters, 50);
    expect(high.course).toBeCloseTo(Math.min(6, 1 + 10 * (Math.tanh(2) / 2) + 1));
    const [low] = walk({ ...parameters, answer: [100, 0] }, -50);
    expect(low.course).toBe(-6);
  });

  it('lets the reset gate forget', () => {
    const forgetful = { ...parameters, stateBias: [-50, -50, 5], answer: [0, 1] };
    const [only] = walk(forgetful, 0);
    // Reset at zero: what comes from the memory, its bias included, is not heard.
    expect(only.course).toBeCloseTo(1);
  });

  it('refuses a figure that does not exist', () => {
    const strange = { ...parameters, terms: [{ ...parameters.terms[0], figure: 'mood' }] };
    expect(() => walk(strange, 1)).toThrow(/unknown figure 'mood'/);
  });
});
