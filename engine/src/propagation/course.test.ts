import { oneUnit } from '../../test-support/oneUnit';
import type { CourseParameters } from '../model/manifest';
import { beforeCourse, courseOn } from './course';
import type { Figures } from './figures';

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
    const [first, second] = walk(oneUnit, 0.5, -0.5);
    const memory = Math.tanh(0.5) / 4;
    expect(first.course).toBeCloseTo(0.25 + 10 * memory + 1);
    expect(second.course).toBeCloseTo(-0.25 + 10 * (0.75 * memory - memory) + 1);
    expect(first.courseFallen).toBe(0);
    expect(second.courseFallen).toBeCloseTo(first.course - second.course);
  });

  it('clips figures from above and on both sides, and answers', () => {
    const plain = { ...oneUnit, answer: [0.5, 0] };
    expect(walk(plain, 50)[0].course).toBeCloseTo(0.5 * 2 + 1);
    expect(walk(plain, -50)[0].course).toBeCloseTo(0.5 * -6 + 1);
    expect(walk({ ...oneUnit, answer: [100, 0] }, 1, -1).map((f) => f.course)).toEqual([6, -6]);
  });

  it('lets the reset gate forget', () => {
    const forgetful = { ...oneUnit, stateBias: [-50, 0, 5], answer: [0, 1] };
    // Reset at zero: what comes from the memory, its bias included, is not heard.
    expect(walk(forgetful, 0)[0].course).toBeCloseTo(1);
  });

  it('refuses a figure that does not exist', () => {
    const strange = { ...oneUnit, terms: [{ ...oneUnit.terms[0], figure: 'mood' }] };
    expect(() => walk(strange, 1)).toThrow(/unknown figure 'mood'/);
  });
});
