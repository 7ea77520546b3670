/**
 * Settings of an algorithm as text for Algorithm Parameters (0066,0032), in the form that highdicom writes and reads:
 * 'model=chain-fast,step.sha256=55c8…'. Commas and equals signs within a value become spaces.
 */
export function algorithmParameters(parameters: Readonly<Record<string, string>>): string {
  const clean = (text: string): string => text.replace(/[,=\\\p{Cc}]+/gu, ' ').trim();
  return Object.entries(parameters)
    .map(([name, value]) => `${clean(name)}=${clean(value)}`)
    .join(',');
}

/** The settings in a text that `algorithmParameters` has written; of another text, those parts that have its form. */
export function parseAlgorithmParameters(text: string): Record<string, string> {
  const pairs = text
    .split(',')
    .map((part) => /^([^=]+)=(.*)$/s.exec(part.trim()))
    .filter((match) => match !== null)
    .map(([, name, value]) => [name.trim(), value.trim()] as const);
  return Object.fromEntries(pairs);
}
