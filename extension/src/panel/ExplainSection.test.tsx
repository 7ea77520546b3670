/** @jest-environment jsdom */
import { act } from 'react';
import type { VariablePicture } from '../explain/pictures';
import { pageRoot } from '../testing/pageRoot';
import { ExplainSection } from './ExplainSection';

const page = pageRoot();
const part = (name: string) => page.container.querySelector<HTMLElement>(`[data-cy=fslms-${name}]`);

const picture: VariablePicture = { name: 'u0', low: 0, high: 1, size: 1, rgba: new Uint8ClampedArray(4) };

/** Lets the answers arrive. */
async function show(slice: number | null, pictures: readonly VariablePicture[] | null = [picture]) {
  page.render(
    <ExplainSection
      slice={slice}
      version={String(pictures)}
      none="Drawn by you."
      shownVariable={null}
      explanation={async () => pictures}
      showExplanation={() => undefined}
    />,
  );
  await act(async () => undefined);
}

const open = () =>
  act(async () => {
    part('explain')!.setAttribute('open', '');
    part('explain')!.dispatchEvent(new Event('toggle'));
  });

// jsdom draws nothing.
beforeEach(() => void jest.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null));
afterEach(() => void jest.restoreAllMocks());

it('keeps no pictures of the slice before where the viewport shows none', async () => {
  await show(3);
  await open();
  expect(part('explain-picture')).not.toBeNull();
  await show(null);
  expect(part('explain-picture')).toBeNull();
  expect(part('explain-none')).not.toBeNull();
});

it('says why there are none once it is known that there are none', async () => {
  await show(3, null);
  expect(part('explain-none')).toBeNull();
  await open();
  expect(part('explain-none')!.textContent).toBe('Drawn by you.');
});
