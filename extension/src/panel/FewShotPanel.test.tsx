/** @jest-environment jsdom */
import { act } from 'react';
import { said } from '../said';
import { planPropagation } from '../state/runPlan';
import { initialState, type BackendReport, type SessionState } from '../state/sessionState';
import { otherSegment, segment, series, SLICES } from '../testing/FakeHost';
import { CONTEXT, mask, play, runEvents, sessionWith } from '../testing/sessionWith';
import { texts } from '../texts';
import { FewShotPanel } from './FewShotPanel';
import type { PanelActions } from './PanelActions';
import { pageRoot } from '../testing/pageRoot';

/** Slice 2 drawn, slice 3 propagated, slice 4 absent. */
function withResult(
  how: 'done' | 'cancelled' | null = 'done',
  came = (slice: number) => slice !== 4,
): SessionState {
  const drawn = play(sessionWith([0, 0, 50, 0, 0, 0]), {
    type: 'range',
    segmentationId: 'seg',
    range: [2, 4],
  });
  const { targets } = planPropagation(drawn, CONTEXT);
  const found = (slice: number) => (slice === 4 ? 0 : 9);
  return play(drawn, ...runEvents(1, targets, found, how, came));
}
const whole = () => withResult('done', () => true);

const report: BackendReport = {
  provider: 'wasm',
  reasons: [said('backend.reasons.noAdapter')],
  threads: 2,
  modelId: 'chain',
  modelTitle: 'Chain',
  modelVersion: '1',
  modelHashes: {},
  licence: 'CC BY 4.0',
  modalities: ['CT'],
  regions: [],
  encodesSlices: false,
  selfTestDifference: 1e-6,
  loadSeconds: 1,
};

const page = pageRoot();

function show(state: SessionState) {
  const calls: unknown[][] = [];
  const answers: Partial<PanelActions> = {
    canStore: () => true,
    thumbnail: async () => null,
    explanation: async () => null,
    copyDiagnostics: async () => ({ text: 'facts', copied: false }),
  };
  const actions = new Proxy({} as PanelActions, {
    get:
      (_, name: keyof PanelActions) =>
      (...args: unknown[]) => {
        const answer = answers[name] as ((...args: unknown[]) => unknown) | undefined;
        // Handed to buttons as they are, actions get the click as an argument that means nothing.
        if (!answer)
          calls.push([
            name,
            ...args.filter((arg) => !(arg as { nativeEvent?: unknown } | null)?.nativeEvent),
          ]);
        return answer?.(...args);
      },
  });
  const service = { follow: () => () => undefined, getSnapshot: () => state };
  page.render(<FewShotPanel service={service} actions={actions} />);
  return calls;
}

const part = (name: string) => page.container.querySelector<HTMLElement>(`[data-cy=fslms-${name}]`);
const click = (element: Element | null) =>
  act(() => void element!.dispatchEvent(new MouseEvent('click', { bubbles: true })));
const choose = (element: Element | null, value: string) =>
  act(() => {
    (element as HTMLSelectElement).value = value;
    element!.dispatchEvent(new Event('change', { bubbles: true }));
  });
const press = (element: Element, key: string) =>
  act(() => void element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })));

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
    const calls = show(whole());
    const card = part('support')!;
    expect(card.textContent).toContain('Slice 3');
    expect(card.textContent).toContain('1.00 cm²');
    click(card);
    expect(calls).toEqual([['goToSlice', 2]]);
    expect(part('segment')!.textContent).toBe('Liver');
  });

  it('says in the strip what each slice is, and leads there', () => {
    const calls = show(whole());
    const cells = [...part('strip')!.querySelectorAll('button')];
    expect(cells.map(({ dataset }) => dataset.kind)).toEqual([
      ...['outside', 'outside', 'drawn', 'propagated', 'absent', 'outside'],
    ]);
    const words = cells[3].getAttribute('aria-label')!;
    for (const part of [
      'trust 57 %',
      'certain (90 %)',
      'boundary: sharp (80 %)',
      'neighbour: partly (70 %)',
    ]) {
      expect(words).toContain(part);
    }
    expect(words).not.toContain('carried back');
    expect(cells[3].title).toBe(words);
    expect(part('slice-words')!.textContent).not.toBe(words);
    act(() => void cells[3].dispatchEvent(new MouseEvent('pointerover', { bubbles: true })));
    expect(part('slice-words')!.textContent).toBe(words);
    act(() => cells[4].focus());
    expect(part('slice-words')!.textContent).toBe(cells[4].title);
    expect(cells[2].getAttribute('aria-current')).toBe('true');
    click(cells[3]);
    expect(calls).toEqual([['goToSlice', 3]]);
  });

  it('counts as the viewer does when it scrolls against the spatial order', () => {
    show({ ...whole(), context: { ...CONTEXT, series: { ...series, descending: true } } });
    const cells = [...part('strip')!.querySelectorAll('button')];
    expect(cells[0].dataset.slice).toBe(String(SLICES - 1));
    expect(cells[3].getAttribute('aria-label')).toContain('Slice 4: drawn');
    expect(part('support')!.textContent).toContain('Slice 4');
  });

  it('is one stop for the keyboard, moved within by arrows', () => {
    show(whole());
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
    const state = withResult(null);
    if (state.run.phase !== 'running') throw new Error('the run goes on');
    const summary = { ...state.run.summary, done: 3, planned: 13 };
    const arrivals = [0, 1, 3].map((slice, n) => ({ slice, atMs: 1000 * (n + 1), worked: true }));
    const calls = show({ ...state, run: { ...state.run, arrivals, summary } });
    expect(part('progress')!.textContent).toBe(`${segment.label}: 3 of 4 slices, about 10 s left`);
    expect((part('propagate') as HTMLButtonElement).disabled).toBe(true);
    click(part('cancel'));
    expect(calls).toEqual([['cancel']]);
  });

  it('offers to stop at once where cancelling takes long', () => {
    jest.useFakeTimers();
    try {
      const calls = show(play(withResult(null), { type: 'run-cancelling', runId: 1 }));
      expect((part('cancel') as HTMLButtonElement).disabled).toBe(true);
      act(() => void jest.advanceTimersByTime(5000));
      expect(part('stop-now')).toBeNull();
      act(() => void jest.advanceTimersByTime(5000));
      expect(part('cancel')).toBeNull();
      click(part('stop-now'));
      expect(calls).toEqual([['stopNow']]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('says why a run stopped where that was, and nowhere else', () => {
    const failed = play(withResult(null), { type: 'run-failed', runId: 1, message: 'It broke.', atMs: 20 });
    show(failed);
    expect(part('run-failed')!.textContent).toBe('It broke.');
    const elsewhere = { ...CONTEXT, series: { ...series, key: 'another' } };
    show(play(failed, { type: 'context', context: elsewhere }));
    expect(part('run-failed')).toBeNull();
    const undone = { type: 'undone', runId: 1, segmentKeys: [segment.key], undone: true } as const;
    show(play(failed, undone));
    expect(part('run-failed')).toBeNull();
    expect(part('summary')!.textContent).toBe(texts.summary.undone(segment.label));
  });

  it('reports problems in an alert that can be dismissed', () => {
    const calls = show({ ...whole(), problem: texts.problems.allDrawn });
    const alert = page.container.querySelector('[role=alert]')!;
    expect(alert.textContent).toContain(texts.problems.allDrawn);
    click(alert.querySelector('button'));
    expect(calls).toEqual([['dismissProblem']]);
  });

  it('says how far features are, and only of the series in view', () => {
    const counts = { ready: 84, total: 126, bytes: 210 * 2 ** 20, encoded: 80, fromShelf: 4 };
    const features = {
      ...counts,
      phase: 'encoding',
      seriesKey: series.key,
      studyKey: series.studyKey,
    } as const;
    show({ ...whole(), features });
    expect(part('features')!.textContent).toBe(
      'Features made ready: 84 of 126, 210 MB, 4 of them stored earlier',
    );
    show({ ...whole(), features: { ...features, seriesKey: 'other' } });
    expect(part('features')).toBeNull();
  });

  it('offers to keep features where the model has any, says what they take, and deletes them', () => {
    const ready = (encodesSlices: boolean) =>
      ({ phase: 'ready', report: { ...report, encodesSlices } }) as const;
    const stored = { bytes: 1.5 * 2 ** 30, limitBytes: 2 ** 31, damaged: 0, problem: null };
    show({ ...whole(), backend: ready(false), shelf: { wanted: true, report: stored } });
    expect(part('keep-features')).toBeNull();
    const calls = show({ ...whole(), backend: ready(true), shelf: { wanted: true, report: stored } });
    expect(part('stored-features')!.textContent).toContain('At most 2 GB');
    expect(part('stored-size')!.textContent).toBe('Stored features: 1.5 GB');
    click(part('keep-features'));
    click(part('delete-features'));
    expect(calls).toEqual([['keepFeatures', false], ['deleteFeatures']]);
    show({
      ...whole(),
      backend: ready(true),
      shelf: { wanted: true, report: { ...stored, bytes: 0, problem: 'no-storage' } },
    });
    expect(part('stored-problem')!.textContent).toContain('nothing is kept');
    expect((part('delete-features') as HTMLButtonElement).disabled).toBe(true);
  });

  it('names provider, threads, licence and self-test, and lets choose', () => {
    const models = ['chain', 'slow'].map((id) => ({
      ...{ id, title: id, version: '1', licence: '' },
      ...{ modalities: [], regions: [] },
    }));
    const calls = show({
      ...whole(),
      backend: { phase: 'ready', report },
      menu: { models, defaultId: 'chain', modelId: null, installedId: null, provider: 'auto' },
    });
    const text = part('backend')!.textContent!;
    for (const fact of [
      'WebAssembly, 2 threads',
      texts.backend.reasons.noAdapter,
      'CC BY 4.0',
      'self-test passed',
    ]) {
      expect(text).toContain(fact);
    }
    choose(part('model-choice'), 'slow');
    choose(part('provider-choice'), 'wasm');
    expect(calls).toEqual([
      ['startModel', { modelId: 'slow' }],
      ['startModel', { provider: 'wasm' }],
    ]);
  });

  it('shows the model that runs, and says that the one of the installation is not in the list', () => {
    const models = ['chain', 'slow'].map((id) => ({
      ...{ id, title: id, version: '1', licence: '' },
      ...{ modalities: [], regions: [] },
    }));
    const menu = {
      models,
      defaultId: 'slow',
      modelId: 'gone',
      installedId: 'gone too',
      provider: 'auto',
    } as const;
    show({ ...whole(), backend: { phase: 'ready', report }, menu });
    expect((part('model-choice') as HTMLSelectElement).value).toBe('chain');
    expect(part('model-missing')!.textContent).toBe(texts.backend.missing('gone too'));
    show({ ...whole(), backend: { phase: 'starting' }, menu: { ...menu, installedId: null } });
    expect((part('model-choice') as HTMLSelectElement).value).toBe('slow');
    expect(part('model-missing')).toBeNull();
  });

  it('shows the diagnostics where the clipboard cannot be used', async () => {
    show(whole());
    click(part('copy-diagnostics'));
    await act(async () => undefined);
    expect((part('diagnostics-text') as HTMLTextAreaElement).value).toBe('facts');
  });

  it('says before a run that the model was made for something else', () => {
    const fresh = sessionWith([0, 0, 0, 0, 0, 0]);
    show({ ...fresh, backend: { phase: 'ready', report } });
    expect(part('mismatch')!.textContent).toContain('trained on CT; this series is MR');
    show({ ...fresh, backend: { phase: 'ready', report: { ...report, modalities: ['MR'] } } });
    expect(part('mismatch')).toBeNull();
    const heads = { ...report, modalities: ['MR'], regions: ['HEAD'] };
    show({ ...fresh, backend: { phase: 'ready', report: heads } });
    expect(part('mismatch')!.textContent).toContain('measured on HEAD; this series shows ABDOMEN');
  });

  it('offers another try and the download when saving failed', () => {
    const calls = show({ ...whole(), saving: { phase: 'failed', message: 'full' } });
    expect(part('store')!.textContent).toBe(texts.save.retry);
    click(part('download'));
    expect(calls).toEqual([['save', 'file']]);
  });

  it('says once that it is no medical device', () => {
    show(whole());
    expect(page.container.textContent!.split(texts.panel.notMedicalDevice)).toHaveLength(2);
  });

  it('lists the labels, which one is shown and which ones take part', () => {
    const calls = show(sessionWith([0, 0, 50, 0, 0, 0], [0, 9, 0, 0, 0, 0]));
    const rows = [...page.container.querySelectorAll<HTMLElement>('[data-cy=fslms-label]')];
    expect(rows.map(({ dataset }) => [dataset.segment, dataset.active, dataset.drawn])).toEqual([
      ['1', 'true', '1'],
      ['2', 'false', '1'],
    ]);
    click(rows[1].querySelector('input'));
    click(rows[1].querySelector('button'));
    click(part('overwrite'));
    expect(calls).toEqual([
      ['setTakesPart', 2, false],
      ['activateSegment', 2],
      ['setOverwrite', true],
    ]);
  });

  it('offers another label from the first one on, also while a run goes on', () => {
    show({ ...initialState(''), context: { kind: 'no-segment', series } });
    expect(part('add-label')).toBeNull();
    const alone = { ...CONTEXT, segments: [segment] };
    for (const state of [sessionWith([0, 0, 0, 0, 0, 0]), withResult(null)]) {
      const calls = show({ ...state, context: alone });
      click(part('add-label'));
      expect(calls).toEqual([['addSegment']]);
    }
  });

  it('offers an update of what is out of date, and only then', () => {
    show(whole());
    expect((part('update') as HTMLButtonElement).disabled).toBe(true);
    const calls = show(withResult());
    expect(part('update')!.textContent).toBe('Update 1 slice');
    click(part('update'));
    expect(calls).toEqual([['update']]);
  });

  it('has the update stand out where something here asks for it, not where an opened SEG says nothing of a slice', () => {
    const stands = (name: string) => part(name)!.classList.contains('fslms__primary');
    show(withResult());
    expect([stands('update'), stands('propagate')]).toEqual([true, false]);
    const loaded = { number: 1, label: 'Liver', algorithmType: 'SEMIAUTOMATIC' } as const;
    const origins = new Map([[1, new Map([[3, { kind: 'propagated' } as const]])]]);
    const seg = { place: null, segments: new Map([[1, loaded]]), origins };
    show(play(sessionWith([0, 0, 50, 9, 0, 0]), { type: 'seg-loaded', segmentationId: 'seg', seg }));
    expect(part('update')!.textContent).toBe('Update 4 slices');
    expect((part('update') as HTMLButtonElement).disabled).toBe(false);
    expect([stands('update'), stands('propagate')]).toEqual([false, true]);
  });

  it('offers an update also where the latest run was on another series', () => {
    const state = withResult();
    if (state.run.phase === 'idle') throw new Error('no run');
    show({ ...state, run: { ...state.run, seriesKey: 'another' } });
    expect(part('update')!.textContent).toBe('Update 1 slice');
    expect(part('propagate')!.textContent).toBe(texts.run.again);
    expect(part('summary')).toBeNull();
  });

  it('offers to go on after a cancel', () => {
    show(whole());
    expect(part('resume')).toBeNull();
    const calls = show(withResult('cancelled'));
    click(part('resume'));
    expect(calls).toEqual([['resume']]);
  });

  it('moves the range and the found ends by keys', () => {
    const calls = show(whole());
    const handle = (kind: string, side: string) =>
      page.container.querySelector(`[data-cy=fslms-${kind}-handle][data-side=${side}]`)!;
    press(handle('range', 'high'), 'ArrowRight');
    press(handle('range', 'low'), 'Home');
    expect(calls.splice(0)).toEqual([
      ['setRange', { from: 3, to: 6 }],
      ['setRange', { from: 1, to: 5 }],
    ]);
    const end = handle('end', 'high');
    expect(end.getAttribute('aria-valuetext')).toBe('slice 4');
    press(end, 'ArrowRight');
    press(end, 'ArrowRight');
    expect(end.getAttribute('aria-valuenow')).toBe('6');
    expect(calls).toEqual([]);
    press(end, 'Enter');
    expect(calls.splice(0)).toEqual([['extendEnd', 'high', 5]]);
    press(end, 'ArrowRight');
    press(end, 'Escape');
    press(end, 'Enter');
    expect(calls).toEqual([]);
    expect(handle('end', 'low')).toBeNull();
  });

  it('lets the user decide about the slice in view', () => {
    const onDrawn = show(whole());
    expect((part('accept') as HTMLButtonElement).disabled).toBe(true);
    click(part('unlock-slice'));
    click(part('clear-down'));
    expect(onDrawn).toEqual([
      ['unlockSlice', 2],
      ['clear', 'down', 2],
    ]);
    const onFilled = show({ ...whole(), currentSlice: 3 });
    click(part('accept'));
    click(part('lock-slice'));
    click(part('next-to-check'));
    expect(onFilled).toEqual([['acceptSlice', 3, true], ['lockSlice', 3], ['nextToCheck']]);
    const checkedOn = (...slices: readonly number[]) =>
      play(
        whole(),
        ...slices.map(
          (slice) => ({ type: 'checked', segmentKey: segment.key, slice, checked: true }) as const,
        ),
      );
    show({ ...checkedOn(3), currentSlice: 3 });
    expect(part('accept')!.getAttribute('aria-pressed')).toBe('true');
    expect(part('strip')!.querySelectorAll('[data-checked=true]')).toHaveLength(1);
    expect(part('review-progress')!.textContent).toBe(
      '1 of 1 filled slice checked, 0 of 1 without the object',
    );
    expect((part('next-to-check') as HTMLButtonElement).disabled).toBe(false);
    const onEmpty = show({ ...checkedOn(3), currentSlice: 4 });
    click(part('accept'));
    expect(onEmpty).toEqual([['acceptSlice', 4, true]]);
    show(checkedOn(3, 4));
    expect((part('next-to-check') as HTMLButtonElement).disabled).toBe(true);
  });

  it('offers to check the slices that were looked at, says how many, and only where there are any', () => {
    const visited = (slice: number) => ({ type: 'visited', segmentKey: segment.key, slice }) as const;
    show(play(whole(), visited(2)));
    expect(part('accept-visited')).toBeNull();
    show(play(whole(), visited(3)));
    expect(part('accept-visited')!.textContent).toBe('Mark the slice you looked at as checked');
    const calls = show(play(whole(), visited(3), visited(4)));
    expect(part('accept-visited')!.textContent).toBe('Mark the 2 slices you looked at as checked');
    click(part('accept-visited'));
    expect(calls).toEqual([['acceptVisited']]);
  });

  it('lets the user unlock an erased slice', () => {
    const { masks } = whole().segments[segment.key];
    const erased = masks.map((known, k) => (k === 3 ? mask(0) : known));
    const state = play(whole(), { type: 'masks', masks: { [segment.key]: erased } });
    const calls = show({ ...state, currentSlice: 3 });
    expect(part('slice-words')!.textContent).toContain('erased by you, kept empty');
    expect((part('accept') as HTMLButtonElement).disabled).toBe(true);
    click(part('unlock-slice'));
    expect(calls).toEqual([['unlockSlice', 3]]);
  });

  it('says how far the images are made ready', () => {
    const ahead = {
      phase: 'loading',
      seriesKey: series.key,
      done: 84,
      total: 126,
      bytes: 21 * 2 ** 20,
    } as const;
    show({ ...whole(), ahead });
    expect(part('ahead')!.textContent).toBe('Images made ready: 84 of 126, 21 MB');
    show({ ...whole(), ahead: { ...ahead, seriesKey: 'another' } });
    expect(part('ahead')!.textContent).toBe('');
  });

  it('leads to the least trusted slice of whichever label has it', () => {
    const both = sessionWith([0, 0, 50, 0, 0, 0], [0, 0, 0, 9, 0, 0]);
    const { targets } = planPropagation(both, CONTEXT);
    const events = runEvents(1, [...targets].reverse(), () => 7);
    const calls = show(play(both, ...events));
    click(part('least-trusted'));
    expect(calls).toEqual([
      ['activateSegment', otherSegment.index],
      ['goToSlice', SLICES - 1],
    ]);
  });
});
