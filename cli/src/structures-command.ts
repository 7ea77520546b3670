import type { CodedConcept } from '@few-shot-lms/dicom-seg';

/** The table of structures as far as the words fit, one a line. */
export async function structuresCommand(query: string): Promise<string> {
  const { searchStructures } = await import(/* webpackMode: "eager" */ '@few-shot-lms/dicom-seg');
  const found = searchStructures(query);
  if (found.length === 0)
    return `No structure fits '${query}'; every segment can be saved without one, too.\n`;
  const width = Math.max(...found.map(({ id }) => id.length));
  return found
    .map(({ id, name, type, typeModifier, anatomicRegion, regionModifier }) => {
      const codes = [type, typeModifier, anatomicRegion, regionModifier].filter((code) => code !== undefined);
      return `${id.padEnd(width)}  ${name} (${codes.map(shown).join('; ')})\n`;
    })
    .join('');
}

function shown({ value, scheme, meaning }: CodedConcept): string {
  return `${value} ${scheme} ${meaning}`;
}
