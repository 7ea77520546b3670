/** @jest-environment jsdom */
import { act } from 'react';
import type { SegmentMeaning } from '../state/segmentMeanings';
import type { SavingState } from '../state/sessionState';
import type { Unsaved } from '../state/unsaved';
import { SaveSection } from './SaveSection';
import { pageRoot } from '../testing/pageRoot';

const segments: readonly SegmentMeaning[] = [
  { index: 1, label: 'Liver', colour: [200, 0, 0], structure: null, loaded: null },
  { index: 4, label: 'Thing', colour: [0, 200, 0], structure: 'spleen', loaded: null },
];

const page = pageRoot();
let calls: unknown[][];

function show(saving: SavingState, unsaved: Unsaved | null = null) {
  const log =
    (name: string) =>
    (...args: unknown[]) =>
      void calls.push([name, ...args]);
  const actions = {
    save: log('save'),
    stopSaving: log('stopSaving'),
    setEncoding: log('setEncoding'),
    setStructure: log('setStructure'),
  };
  page.render(
    <SaveSection
      saving={saving}
      unsaved={unsaved}
      encoding="LABELMAP"
      canStore
      segments={segments}
      actions={actions}
    />,
  );
}

const part = (name: string) => page.container.querySelector<HTMLElement>(`[data-cy=fslms-${name}]`)!;

beforeEach(() => {
  calls = [];
});

it('says which segments have no probabilities', () => {
  const hard = [
    { label: 'Liver', filled: 4, missing: 1 },
    { label: 'Spleen', filled: 3, missing: 3 },
    { label: 'Cyst', filled: 0, missing: 0 },
  ];
  show({ phase: 'saved', to: 'file', name: 'a.dcm', overlap: null, hard });
  expect(part('saving').textContent).toBe(
    'Downloaded a.dcm. The probabilities of 1 slice of Liver are not kept any more, so their values are 0 and 1. The probabilities of Spleen are not kept any more, so its values are 0 and 1; propagate again to have them. No run has filled a slice of Cyst as it is now, so its values are 0 and 1.',
  );
});

it('lets nobody wait for ever for an archive', () => {
  show({ phase: 'saving', to: 'store' });
  expect(part('saving').textContent).toBe('Saving…');
  act(() => part('saving-stop').click());
  expect(calls).toEqual([['stopSaving']]);
  show({ phase: 'saved', to: 'store', name: 'Seg', overlap: null, hard: [], overtaken: true });
  expect(part('saving-stop')).toBeNull();
  expect(part('saving').textContent).toMatch(/Saved as “Seg”\. .*save again/);
});

it('offers retry and download after the archive has refused, and says why', () => {
  show({ phase: 'failed', message: 'The archive is full.' });
  expect(page.container.querySelector('[role=alert]')!.textContent).toBe('The archive is full.');
  expect(part('store').textContent).toBe('Try again');
  act(() => part('store').click());
  act(() => part('download').click());
  expect(calls).toEqual([
    ['save', 'store'],
    ['save', 'file'],
  ]);
});

it('says quietly what is not saved, until it is being saved', () => {
  show({ phase: 'idle' }, 'never');
  expect(part('unsaved').textContent).toBe('Not saved yet.');
  show({ phase: 'failed', message: 'The archive is full.' }, 'changed');
  expect(part('unsaved').textContent).toBe('Changes since the last save are not saved.');
  for (const saving of [{ phase: 'saving', to: 'store' }, { phase: 'idle' }] as const) {
    show(saving, saving.phase === 'idle' ? null : 'changed');
    expect(part('unsaved')).toBeNull();
  }
});

it('says that it is binary because segments overlap', () => {
  show({ phase: 'saved', to: 'store', name: 'Seg', overlap: ['Liver', 'Thing'], hard: [] });
  expect(part('saving').textContent).toBe(
    'Saved as “Seg”. It is binary, because Liver and Thing overlap, which a label map cannot hold.',
  );
  show({ phase: 'saved', to: 'store', name: 'Seg', overlap: null, hard: [] });
  expect(part('saving').textContent).toBe('Saved as “Seg”.');
});

it('has a picker for every segment when it is opened', () => {
  show({ phase: 'idle' });
  expect(page.container.querySelectorAll('[role=combobox]')).toHaveLength(0);
  act(() => {
    const details = part('meanings') as HTMLDetailsElement;
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
  });
  const pickers = [...page.container.querySelectorAll<HTMLInputElement>('[role=combobox]')];
  expect(pickers.map(({ value, placeholder }) => value || placeholder)).toEqual([
    'Liver (from its name)',
    'Spleen',
  ]);
  act(() => pickers[1].click());
  const [first] = page.container.querySelectorAll<HTMLElement>('[role=listbox]:not([hidden]) [role=option]');
  act(() => first.click());
  expect(calls).toEqual([['setStructure', 4, null]]);
});
