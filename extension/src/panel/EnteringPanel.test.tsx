/** @jest-environment jsdom */
import { initialState } from '../state/sessionState';
import { pageRoot } from '../testing/pageRoot';
import { EnteringPanel } from './EnteringPanel';
import type { PanelActions } from './PanelActions';

const page = pageRoot();
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

function show() {
  const ensureEntered = jest.fn();
  const gone = jest.fn();
  const panelShown = jest.fn(() => gone);
  const state = initialState('');
  const service = { follow: () => () => undefined, getSnapshot: () => state, ensureEntered, panelShown };
  page.render(<EnteringPanel service={service} actions={{} as PanelActions} />);
  return { ensureEntered, panelShown, gone };
}

it('has the viewer followed where the mode does not see to it, after the mode had its turn', async () => {
  const { ensureEntered } = show();
  expect(ensureEntered).not.toHaveBeenCalled();
  await nextTask();
  expect(ensureEntered).toHaveBeenCalledTimes(1);
});

it('does nothing for a mode that is left at once', async () => {
  const { ensureEntered } = show();
  page.render(null);
  await nextTask();
  expect(ensureEntered).not.toHaveBeenCalled();
});

it('tells the service while it is in view', () => {
  const { panelShown, gone } = show();
  expect(panelShown).toHaveBeenCalledTimes(1);
  expect(gone).not.toHaveBeenCalled();
  page.render(null);
  expect(gone).toHaveBeenCalledTimes(1);
});
