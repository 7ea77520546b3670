import { commonStructures } from './common-structures';
import { normalizedName } from './normalized-name';
import type { StructureConcept } from './structure-concept';

interface Entry {
  readonly structure: StructureConcept;
  readonly names: readonly string[];
}

let entries: readonly Entry[] | undefined;

/**
 * Structures that fit what somebody is typing, the best first: those called so, those whose name begins so, those that
 * have every typed word at the beginning of some word of one of their names ('kid l' → left kidney).
 *
 * @returns all structures in the order of the table if nothing is typed
 */
export function searchStructures(query: string): readonly StructureConcept[] {
  const wanted = normalizedName(query);
  if (wanted === '') return commonStructures;
  entries ??= commonStructures.map((structure) => ({
    structure,
    names: [structure.name, structure.type.meaning, ...structure.synonyms].map(normalizedName),
  }));
  const words = wanted.split(' ');
  return entries
    .map(({ structure, names }) => ({ structure, rank: rankOf(names, wanted, words) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .map(({ structure }) => structure);
}

/** Lower is better. The first name is the structure's own, which counts more than a synonym. */
function rankOf(names: readonly string[], wanted: string, words: readonly string[]): number {
  const ranks = names.map((name, index) => {
    const synonym = index === 0 ? 0 : 1;
    if (name === wanted) return synonym;
    if (name.startsWith(wanted)) return 2 + synonym;
    const parts = name.split(' ');
    return words.every((word) => parts.some((part) => part.startsWith(word))) ? 4 + synonym : Infinity;
  });
  return Math.min(...ranks);
}
