import type { CellKind } from '../state/stripCells';
import { cellLook } from './cellLook';

const KINDS: Readonly<Record<CellKind, true>> = {
  drawn: true,
  locked: true,
  released: true,
  erased: true,
  propagated: true,
  absent: true,
  'beyond-end': true,
  empty: true,
  outside: true,
  waiting: true,
};
const looks = (Object.keys(KINDS) as CellKind[]).map((kind) => cellLook({ kind }, [200, 60, 60]));
/** A look without its colours: height and pattern. */
const form = ({ height, background }: (typeof looks)[number]) =>
  `${height} ${String(background).replace(/#\w+|rgb\([^)]*\)/g, 'C')}`;

describe('the look of a slice in the strip', () => {
  it('is another for every kind by its form alone, whatever the colours', () => {
    expect(new Set(looks.map(form)).size).toBe(looks.length);
  });

  it('is as high as the slice is trusted', () => {
    const height = (trust: number) =>
      parseFloat(
        String(
          cellLook(
            { kind: 'propagated', scores: { trust, presence: 1, certainty: 1, agreement: 1 } },
            [0, 0, 0],
          ).height,
        ),
      );
    expect(height(0)).toBeGreaterThan(0);
    expect(height(0.5)).toBeGreaterThan(height(0) + 40);
    expect(height(1)).toBe(100);
  });
});
