import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';

/** A React root in jsdom's page: new before each test of the file that asks for it, gone after it. */
export function pageRoot(): { readonly container: HTMLElement; render(element: ReactNode): void } {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  let container: HTMLElement;
  let root: Root;
  beforeEach(() => {
    container = document.createElement('div');
    document.body.append(container);
    root = createRoot(container);
  });
  afterEach(() => {
    act(() => root.unmount());
    container.remove();
  });
  return {
    get container() {
      return container;
    },
    render: (element) => act(() => root.render(element)),
  };
}

/** Gives a field a value as a user would: React listens for a change that it did not make itself. */
export function enter(field: HTMLInputElement | HTMLSelectElement, value: string): void {
  const isList = field instanceof HTMLSelectElement;
  const { prototype } = isList ? HTMLSelectElement : HTMLInputElement;
  act(() => {
    Object.getOwnPropertyDescriptor(prototype, 'value')!.set!.call(field, value);
    field.dispatchEvent(new Event(isList ? 'change' : 'input', { bubbles: true }));
  });
}
