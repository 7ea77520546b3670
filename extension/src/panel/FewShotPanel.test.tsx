/** @jest-environment jsdom */
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { EMPTY_MASK, maskFingerprint } from '../state/maskFingerprint';
import { NO_PROVENANCE } from '../state/provenance';
import { initialState, type SessionState } from '../state/sessionState';
import { segment, series, SLICES } from '../testing/FakeHost';
import { texts } from '../texts';
import { FewShotPanel } from './FewShotPanel';
import type { PanelActions } from './PanelActions';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const scores = { presence: 0.9, certainty: 0.8, agreement: 0.7, trust: 0.6 };

function mask(voxels: number) {
  const plane = new Uint8Array(64);
  plane.fill(1, 0, voxels);
  return maskFingerprint(plane, 1);
}

/** Slice 2 drawn, slice 3 propagated, slice 4 absent. */
function withResult(): SessionState {
  const propagated = mask(9);
  return {
    ...initialState(''),
    context: { kind: 'segment', series, segment },
    currentSlice: 2,
    segments: {
      [segment.key]: {
        masks: [EMPTY_MASK, EMPTY_MASK, mask(50), propagated, EMPTY_MASK, EMPTY_MASK],
        range: null,
        algorithm: null,
        provenance: {
          ...NO_PROVENANCE,
          outcomes: {
            3: [{ runId: 1, status: 'propagated', scores, hash: propagated.hash }],
            4: [{ runId: 1, status: 'absent', scores, hash: '' }],
          },
        },
      },
    },
  };
}

let container: HTMLElement;
let root: Root;

function show(state: SessionState) {
  const calls: unknown[][] = [];
  const log =
    (name: string) =>
    (...args: unknown[]) =>
      void calls.push([name, ...args]);
  // Handed to buttons as they are, these get the click as an argument that means nothing.
  const logAlone = (name: string) => () => void calls.push([name]);
  const actions: PanelActions = {
    startDrawing: logAlone('startDrawing'),
    takeBrush: logAlone('takeBrush'),
    goToSlice: log('goToSlice'),
    setRange: log('setRange'),
    propagate: logAlone('propagate'),
    cancel: logAlone('cancel'),
    save: log('save'),
    setEncoding: log('setEncoding'),
    startModel: logAlone('startModel'),
    dismissProblem: logAlone('dismissProblem'),
    canStore: () => true,
    thumbnail: async () => null,
  };
  const service = { subscribe: () => () => undefined, getSnapshot: () => state };
  act(() => root.render(<FewShotPanel service={service} actions={actions} />));
  return calls;
}

const part = (name: string) => container.querySelector<HTMLElement>(`[data-cy=fslms-${name}]`);
const click = (element: Element | null) =>
  act(() => void element!.dispatchEvent(new MouseEvent('click', { bubbles: true })));
const press = (element: Element, key: string) =>
  act(() => void element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })));

beforeEach(() => {
  container = document.createElement('div');
  document.body.append(container);
  root = createRoot(container);
});

afterEach(() => {
  act(() => root.unmount());
  container.remove();
});

describe('the panel', () => {
  it('says what to do while there is nothing, in three lines and one button', () => {
    const calls = show({ ...initialState(''), context: { kind: 'no-segment', series } });
    expect(part('start')!.querySelectorAll('li')).toHaveLength(3);
    click(part('create'));
    expect(calls).toEqual([['startDrawing']]);
    expect(part('propagate')).toBeNull();
  });

  it('says why a viewport cannot be used', () => {
    show(initialState(texts.problems.colour));
    expect(part('no-series')!.textContent).toBe(texts.problems.colour);
  });

  it('shows the supports with number, area and a way there', () => {
    const calls = show(withResult());
    const card = part('support')!;
    expect(card.textContent).toContain('Slice 3');
    expect(card.textContent).toContain('1.00 cm²');
    click(card);
    expect(calls).toEqual([['goToSlice', 2]]);
    expect(part('segment')!.textContent).toBe('Liver');
  });

  it('says in the strip what each slice is, and leads there', () => {
    const calls = show(withResult());
    const cells = [...part('strip')!.querySelectorAll('button')];
    expect(cells.map(({ dataset }) => dataset.kind)).toEqual([
      ...['empty', 'empty', 'drawn', 'propagated', 'absent', 'empty'],
    ]);
    expect(cells[3].getAttribute('aria-label')).toContain('trust 60 %');
    expect(cells[3].getAttribute('aria-label')).toContain('presence 90 %');
    expect(cells[2].getAttribute('aria-current')).toBe('true');
    click(cells[3]);
    expect(calls).toEqual([['goToSlice', 3]]);
  });

  it('counts as the viewer does when it scrolls against the spatial order', () => {
    const state = withResult();
    show({ ...state, context: { kind: 'segment', series: { ...series, descending: true }, segment } });
    const cells = [...part('strip')!.querySelectorAll('button')];
    expect(cells[0].dataset.slice).toBe(String(SLICES - 1));
    expect(cells[3].getAttribute('aria-label')).toContain('Slice 4: drawn');
    expect(part('support')!.textContent).toContain('Slice 4');
  });

  it('is one stop for the keyboard, moved within by arrows', () => {
    show(withResult());
    const cells = [...part('strip')!.querySelectorAll('button')];
    expect(cells.filter(({ tabIndex }) => tabIndex === 0)).toEqual([cells[2]]);
    act(() => cells[2].focus());
    press(cells[2], 'ArrowRight');
    expect(document.activeElement).toBe(cells[3]);
    press(cells[3], 'End');
    expect(document.activeElement).toBe(cells[SLICES - 1]);
    expect(cells.filter(({ tabIndex }) => tabIndex === 0)).toEqual([cells[SLICES - 1]]);
  });

  it('shows progress with the time left, and cancels', () => {
    const state = withResult();
    const arrivals = [1000, 2000, 3000].map((atMs) => ({ atMs, worked: true }));
    const calls = show({
      ...state,
      run: {
        phase: 'running',
        runId: 2,
        segmentKey: segment.key,
        segmentLabel: 'Liver',
        planned: 13,
        startedAtMs: 0,
        arrivals,
        summary: {
          done: 3,
          planned: 13,
          propagated: 3,
          absent: 0,
          beyondEnd: 0,
          kept: 0,
          seconds: 3,
          leastTrusted: null,
        },
      },
    });
    expect(part('progress')!.textContent).toBe('3 of 13 slices, about 10 s left');
    expect((part('propagate') as HTMLButtonElement).disabled).toBe(true);
    click(part('cancel'));
    expect(calls).toEqual([['cancel']]);
  });

  it('reports problems in an alert that can be dismissed', () => {
    const calls = show({ ...withResult(), problem: texts.problems.allDrawn });
    const alert = container.querySelector('[role=alert]')!;
    expect(alert.textContent).toContain(texts.problems.allDrawn);
    click(alert.querySelector('button'));
    expect(calls).toEqual([['dismissProblem']]);
  });

  it('warns of a model for another modality and names provider, threads and licence', () => {
    show({
      ...withResult(),
      backend: {
        phase: 'ready',
        report: {
          provider: 'wasm',
          reason: texts.backend.reasons.noAdapter,
          threads: 2,
          modelId: 'chain',
          modelTitle: 'Chain',
          modelVersion: '1',
          modelHashes: {},
          licence: 'CC BY 4.0',
          modalities: ['CT'],
          selfTestDifference: 1e-6,
          loadSeconds: 1,
        },
      },
    });
    const text = part('backend')!.textContent!;
    expect(text).toContain('WebAssembly, 2 threads');
    expect(text).toContain(texts.backend.reasons.noAdapter);
    expect(text).toContain('CC BY 4.0');
    expect(text).toContain('trained on CT; this series is MR');
  });

  it('offers another try and the download when saving failed', () => {
    const calls = show({ ...withResult(), saving: { phase: 'failed', message: 'full' } });
    expect(part('store')!.textContent).toBe(texts.save.retry);
    click(part('download'));
    expect(calls).toEqual([['save', 'file']]);
  });

  it('says once that it is no medical device', () => {
    show(withResult());
    expect(container.textContent!.split(texts.panel.notMedicalDevice)).toHaveLength(2);
  });
});
