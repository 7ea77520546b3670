/** @jest-environment jsdom */
import { askBeforeUnload } from './askBeforeUnload';

/** Whether the browser would ask if the page were left now. */
const asks = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

it('asks while it is wanted, and leaves nothing behind', () => {
  expect(asks()).toBe(false);
  askBeforeUnload(true);
  askBeforeUnload(true);
  expect(asks()).toBe(true);
  askBeforeUnload(false);
  expect(asks()).toBe(false);
});
