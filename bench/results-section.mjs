import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const results = fileURLToPath(new URL('RESULTS.md', import.meta.url));

/** Puts `text` between the markers of `name` in RESULTS.md; the section is added at the end where there is none yet. */
export function replaceSection(name, text) {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const section = `${begin}\n${text.trim()}\n${end}`;
  const old = existsSync(results) ? readFileSync(results, 'utf8') : '# Measured results\n';
  const start = old.indexOf(begin);
  const rest = old.indexOf(end) + end.length;
  writeFileSync(
    results,
    start < 0 ? `${old.trimEnd()}\n\n${section}\n` : old.slice(0, start) + section + old.slice(rest),
  );
}
