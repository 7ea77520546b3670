/** @jest-environment jsdom */
import { act } from 'react';
import { StructurePicker } from './StructurePicker';
import { enter, pageRoot } from '../testing/pageRoot';

const page = pageRoot();
let chosen: (string | null)[];

function show(props: { label?: string; chosen?: string | null; loaded?: string | null } = {}) {
  page.render(
    <StructurePicker
      label={props.label ?? 'Segment 1'}
      chosen={props.chosen ?? null}
      loaded={props.loaded ?? null}
      onChoose={(structure) => chosen.push(structure)}
    />,
  );
}

const input = () => page.container.querySelector('input')!;
const options = () => [...page.container.querySelectorAll<HTMLElement>('[role=option]')];
const active = () => document.getElementById(input().getAttribute('aria-activedescendant') ?? '');

const type = (text: string) => enter(input(), text);

function press(key: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  act(() => void input().dispatchEvent(event));
  return event;
}

beforeEach(() => {
  chosen = [];
});

it('finds by typing and takes with the keyboard', () => {
  show();
  expect(input().getAttribute('aria-expanded')).toBe('false');
  type('kidney');
  expect(input().getAttribute('aria-expanded')).toBe('true');
  expect(active()!.textContent).toContain('Kidney');
  press('ArrowDown');
  expect(active()!.dataset.structure).toBe('kidney-left');
  expect(active()!.getAttribute('aria-selected')).toBe('true');
  expect(press('Enter').defaultPrevented).toBe(true);
  expect(chosen).toEqual(['kidney-left']);
  expect(input().getAttribute('aria-expanded')).toBe('false');
});

it('goes round at the ends of the list', () => {
  show();
  type('spleen');
  const { length } = options();
  press('ArrowUp');
  expect(active()).toBe(options()[length - 1]);
  press('ArrowDown');
  expect(active()).toBe(options()[0]);
});

it('takes with a click, which does not close the list before', () => {
  show();
  type('liver');
  const [first] = options();
  const down = new MouseEvent('mousedown', { bubbles: true, cancelable: true });
  act(() => void first.dispatchEvent(down));
  expect(down.defaultPrevented).toBe(true);
  act(() => first.click());
  expect(chosen).toEqual(['liver']);
});

it('leaves everything as it was on Escape, and leaves Escape and Enter to others when closed', () => {
  show({ chosen: 'spleen' });
  expect(input().value).toBe('Spleen');
  type('liv');
  press('Escape');
  expect([input().value, chosen]).toEqual(['Spleen', []]);
  expect(press('Escape').defaultPrevented).toBe(false);
  expect(press('Enter').defaultPrevented).toBe(false);
});

it('shows what the name of the segment means, and goes back to it', () => {
  show({ label: 'left kidney', chosen: 'spleen' });
  press('ArrowDown');
  expect(options()[0].textContent).toBe('Left kidney (from its name)');
  press('Enter');
  expect(chosen).toEqual([null]);
  show({ label: 'left kidney' });
  expect(input().placeholder).toBe('Left kidney (from its name)');
  show({ label: 'left kidney', loaded: 'Kidney' });
  expect(input().placeholder).toBe('Kidney (from the opened SEG)');
});

it('says so when nothing fits, and takes nothing then', () => {
  show();
  type('no such thing');
  expect(page.container.textContent).toMatch(/Nothing fits/);
  expect(input().getAttribute('aria-activedescendant')).toBeNull();
  press('Enter');
  expect(chosen).toEqual([]);
});

it('names its codes', () => {
  show({ chosen: 'kidney-cyst-left' });
  expect(input().title).toBe('Codes: Cyst (367643001 SCT), Kidney (64033007 SCT), Left (7771000 SCT)');
});
