/** @jest-environment jsdom */
import { act } from 'react';
import type { OpeningState } from '../state/sessionState';
import { OpenSection } from './OpenSection';
import { enter, pageRoot } from '../testing/pageRoot';

const segs = [
  { id: 'a', description: 'Organs', seriesNumber: 1004, instanceNumber: 2, made: '2026-01-31 14:05:09' },
  { id: 'b', description: '', seriesNumber: null, instanceNumber: null, made: null },
];

const page = pageRoot();
let calls: unknown[][];

function show(opening: OpeningState, busy = false) {
  const log =
    (name: string) =>
    (...args: unknown[]) =>
      void calls.push([name, ...args]);
  const actions = {
    openSeg: log('openSeg'),
    answerSegThreshold: log('answerSegThreshold'),
    stopOpeningSeg: log('stopOpeningSeg'),
  };
  page.render(<OpenSection segs={segs} opening={opening} busy={busy} actions={actions} />);
}

const all = (name: string) => [...page.container.querySelectorAll<HTMLElement>(`[data-cy=fslms-${name}]`)];
const part = (name: string) => all(name)[0];

beforeEach(() => {
  calls = [];
});

it('lists the SEGs of the study and opens the chosen one as the user says', () => {
  show({ phase: 'idle' });
  expect(all('open-seg').map(({ title }) => title)).toEqual([
    'Open Organs, series 1004, no. 2, 2026-01-31 14:05',
    'Open Segmentation, series ?, no. ?, no date',
  ]);
  expect(all('open-seg')[0].textContent).toBe('Organsseries 1004, no. 2, 2026-01-31 14:05');
  act(() => all('open-seg')[1].click());
  enter(part('open-use') as HTMLInputElement, 'start');
  act(() => all('open-seg')[0].click());
  expect(calls).toEqual([
    ['openSeg', { id: 'b' }, 'support'],
    ['openSeg', { id: 'a' }, 'start'],
  ]);
});

it('opens a file', () => {
  show({ phase: 'idle' });
  const file = new File(['x'], 'mine.dcm');
  const input = part('open-file') as HTMLInputElement;
  Object.defineProperty(input, 'files', { value: [file] });
  act(() => void input.dispatchEvent(new Event('change', { bubbles: true })));
  expect(calls).toEqual([['openSeg', { file }, 'support']]);
});

it('asks for the threshold of probabilities', () => {
  show({ phase: 'asks-threshold', name: 'Soft', fractions: 'PROBABILITY' });
  expect(part('open-threshold').textContent).toContain('From which probability on');
  enter(part('open-percent') as HTMLInputElement, '70');
  act(() => part('open-answer').click());
  expect(calls).toEqual([['answerSegThreshold', 0.7]]);
});

it('says how a SEG was read, and what is wrong with one', () => {
  show({ phase: 'opened', name: 'Organs', segments: 2, notes: [{ key: 'dicom.resampled', values: [] }] });
  expect(part('opening').textContent).toBe(
    '2 segments of Organs opened as a new segmentation.The segmentation lies on another grid than the series (other slices, resolution or orientation); each voxel got the value nearest to it.',
  );
  show({ phase: 'failed', name: 'Organs', message: 'It belongs to another series.' });
  expect(page.container.querySelector('[role=alert]')!.textContent).toBe('It belongs to another series.');
});

it('opens one at a time, and none during a run', () => {
  show({ phase: 'reading', name: 'Organs' });
  const disabled = () => all('open-seg').map((button) => (button as HTMLButtonElement).disabled);
  expect(disabled()).toEqual([true, true]);
  act(() => part('open-stop').click());
  expect(calls).toEqual([['stopOpeningSeg']]);
  show({ phase: 'idle' }, true);
  expect(disabled()).toEqual([true, true]);
});
