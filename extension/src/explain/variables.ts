import type { ScaleKind } from './colourScale';

/** What a variable of the energy is called and how it is drawn; texts are in `texts.explain.variables`. */
export interface VariableKind {
  readonly kind: 'query' | 'prior' | 'grey' | 'evidence' | 'u' | 'v' | 'entropy' | 'mask';
  /** The stage k of u^k and v^k, null for the others. */
  readonly stage: number | null;
  readonly scale: ScaleKind;
}

const SCALES: Readonly<Record<VariableKind['kind'], ScaleKind>> = {
  query: 'grey',
  prior: 'share',
  grey: 'signed',
  evidence: 'signed',
  u: 'share',
  v: 'signed',
  entropy: 'share',
  mask: 'share',
};

/** The order in which they are read: what goes in, the stages, what comes out. */
const ORDER: readonly VariableKind['kind'][] = [
  ...(['query', 'prior', 'grey', 'evidence', 'u', 'v', 'entropy', 'mask'] as const),
];

/** Null for a plane that nobody has a name for. */
export function variableOf(name: string): VariableKind | null {
  const [, letters, digits] = /^([a-z]+)(\d*)$/.exec(name) ?? [];
  if (!letters || !(letters in SCALES)) return null;
  const kind = letters as VariableKind['kind'];
  const stage = digits === '' ? null : Number(digits);
  if ((kind === 'u' || kind === 'v') === (stage === null)) return null;
  return { kind, stage, scale: SCALES[kind] };
}

/** Names of known variables in reading order. */
export function inReadingOrder(names: readonly string[]): string[] {
  const rank = (name: string) => {
    const { kind, stage } = variableOf(name)!;
    return ORDER.indexOf(kind) * 100 + (stage ?? 0);
  };
  return names.filter((name) => variableOf(name) !== null).sort((a, b) => rank(a) - rank(b));
}
