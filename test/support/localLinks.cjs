/** The pages for people, and what of the repository they link to. */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');

const root = join(__dirname, '../..');

/** Pages relative to the repository's root: README.md, docs/, the networks and every shipped model's card. */
function pages() {
  const documents = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const models = readdirSync(join(root, 'models/zoo'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return [
    'README.md',
    ...documents.map((name) => `docs/${name}`),
    'models/README.md',
    ...models.map(({ name }) => `models/zoo/${name}/README.md`),
  ];
}

/**
 * Images, files and folders that a page links to, relative to the repository's root, without the parts after #. Links to
 * other sites and within the page are left out, and what stands in code.
 */
function localLinks(page) {
  const text = readFileSync(join(root, page), 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target]) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z][a-z+.-]*:/i.test(target))
    .map((target) => relative(root, join(root, dirname(page), decodeURI(target))));
}

/** Those of a page's links that lead nowhere. */
function brokenLinks(page) {
  return localLinks(page).filter((target) => !existsSync(join(root, target)));
}

module.exports = { pages, localLinks, brokenLinks };
