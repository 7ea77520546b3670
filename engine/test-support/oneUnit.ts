import type { CourseParameters } from '../src/model/manifest';

/** One unit on one figure: at every step its memory moves a quarter of the way to tanh(presence). */
export const oneUnit: CourseParameters = {
  terms: [{ figure: 'presence', max: 2, mean: 0, scale: 1 }],
  input: [[0], [0], [1]],
  state: [[0], [0], [0]],
  inputBias: [0, Math.log(3), 0],
  stateBias: [0, 0, 0],
  answer: [0.5, 10],
  answerBias: 1,
};
