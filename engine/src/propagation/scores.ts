import type { LogisticRule, RuleTerm, StopParameters } from '../model/manifest';
import type { Figures } from './figures';
import type { SliceScores } from './request';

/** sigmoid(bias + Σ weight · (min(figure, max) - mean) / scale). @throws RangeError for a figure that does not exist */
export function logistic(rule: LogisticRule, figures: object): number {
  let z = rule.bias;
  for (const term of rule.terms) z += term.weight * standardised(term, figures);
  return sigmoid(z);
}

/** The probability of a logit. */
export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** (min(figure, max) - mean) / scale. @throws RangeError for a figure that does not exist */
export function standardised(term: Omit<RuleTerm, 'weight'>, figures: object): number {
  const value = (figures as Readonly<Record<string, number | undefined>>)[term.figure];
  if (value === undefined)
    throw new RangeError(`the model's rule asks for an unknown figure '${term.figure}'`);
  return (Math.min(value, term.max) - term.mean) / term.scale;
}

/** @param figures with those of the way so far where there is one */
export function scoresOf(
  figures: Pick<Figures, 'entropy' | 'agreement'> & Partial<Pick<Figures, 'leastConfidence'>>,
  stop: StopParameters,
): SliceScores {
  const { entropy, agreement, leastConfidence: way } = figures;
  return {
    presence: logistic(stop.presence, figures),
    certainty: 1 / (1 + entropy),
    agreement,
    ...(way === undefined ? {} : { way }),
    trust: logistic(stop.trust, figures),
  };
}
