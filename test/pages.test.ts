import { brokenLinks, localLinks, pages } from './support/localLinks.cjs';

describe('pages for people', () => {
  it.each(pages())('%s links only to what is there', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('link to pictures, pages and folders, relative to themselves and with a place in the page', () => {
    const links = pages().flatMap(localLinks);
    expect(links).toEqual(
      expect.arrayContaining([
        'docs/images/second-host.png',
        'docs/images/guide/done.png',
        'docs/method.md',
        'engine',
        'models/zoo/chain-accurate/README.md',
        'docs/images/failures.png',
      ]),
    );
  });
});
