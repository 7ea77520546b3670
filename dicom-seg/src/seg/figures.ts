/** A score by its name, as a pattern: 'trust 0.831'. */
export const FIGURE = '[a-z]+ [01](?:\\.\\d+)?';

/** 'trust 0.831, presence 0.99'; '' if there are none. */
export function figureWords(scores: Readonly<Record<string, number>>): string {
  return Object.entries(scores)
    .map(([name, score]) => `${name} ${Number(score.toFixed(3))}`)
    .join(', ');
}

/** @param text that `figureWords` has written, also with a comma before it */
export function parseFigures(text: string): [name: string, score: number][] {
  return text
    .split(', ')
    .filter(Boolean)
    .map((figure) => {
      const [name, score] = figure.split(' ');
      return [name, Number(score)];
    });
}
