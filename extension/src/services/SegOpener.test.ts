import { UserError } from '@few-shot-lms/engine';
import type { OpenedSeg, SegReading, SegReadRequest } from '../opening/OpenedSeg';
import type { SessionEvent } from '../state/events';
import { initialState, type SessionState } from '../state/sessionState';
import { Store } from '../state/Store';
import { transition } from '../state/transition';
import { FakeHost, series } from '../testing/FakeHost';
import type { LabelReader } from './LabelReader';
import { SegOpener } from './SegOpener';

const seg: OpenedSeg = {
  label: 'Organs',
  segments: [{ index: 1, label: 'Liver', colour: null, runs: [] }],
  loaded: { place: null, segments: new Map(), origins: new Map() },
  notes: [{ key: 'dicom.resampled', values: [] }],
};
const soft: SegReading = { kind: 'asks-threshold', fractions: 'PROBABILITY' };

function setUp(answer: (request: SegReadRequest) => SegReading | null | Promise<SegReading | null>) {
  const host = new FakeHost();
  host.segs = [{ id: 'a', description: 'Organs', seriesNumber: 4, instanceNumber: 2, made: null }];
  const store = new Store<SessionState, SessionEvent>(initialState(''), transition);
  store.dispatch({ type: 'context', context: { kind: 'no-segment', series } });
  store.dispatch({ type: 'segs', segs: host.listSegs() });
  const requests: SegReadRequest[] = [];
  const reader = {
    read: async (request: SegReadRequest) => {
      requests.push(request);
      return answer(request);
    },
    stop: jest.fn(),
  };
  const read: string[] = [];
  const labels = { read: (id: string) => void read.push(id) } as unknown as LabelReader;
  const session = { host, store, now: () => 0, nextRunId: () => 1 };
  const opener = new SegOpener(session, labels, reader);
  return { opener, host, store, requests, read, reader, opening: () => store.getSnapshot().opening };
}

beforeEach(() => void jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

it('opens a SEG of the study as a new segmentation and says how it was read', async () => {
  const { opener, host, requests, read, opening } = setUp(() => ({ kind: 'read', seg }));
  await opener.open({ id: 'a' }, 'start');
  expect(new TextDecoder().decode(requests[0].bytes)).toBe('a');
  expect(requests[0]).toMatchObject({ use: 'start', threshold: null, target: { seriesInstanceUid: '1.2' } });
  expect(host.opened).toEqual([seg]);
  expect(read).toEqual(['opened']);
  expect(opening()).toEqual({ phase: 'opened', name: 'Organs', segments: 1, notes: seg.notes });
});

it('opens a file under its own name where it gives itself none', async () => {
  const { opener, host, opening } = setUp(() => ({ kind: 'read', seg: { ...seg, label: '' } }));
  await opener.open({ file: { name: 'mine.dcm', arrayBuffer: async () => new ArrayBuffer(2) } }, 'support');
  expect(host.opened[0].label).toBe('mine.dcm');
  expect(opening()).toMatchObject({ phase: 'opened', name: 'mine.dcm' });
});

it('asks for a threshold and opens nothing before it has one', async () => {
  const { opener, host, requests, opening } = setUp(({ threshold }) =>
    threshold === null ? soft : { kind: 'read', seg },
  );
  await opener.open({ id: 'a' }, 'support');
  expect(opening()).toEqual({ phase: 'asks-threshold', name: 'Organs', fractions: 'PROBABILITY' });
  expect(host.opened).toEqual([]);
  await expect(opener.answerThreshold(0)).rejects.toThrow(/above 0 and at most 100/);
  await expect(opener.answerThreshold(NaN)).rejects.toThrow(UserError);
  await opener.answerThreshold(0.7);
  expect(requests.map(({ threshold }) => threshold)).toEqual([null, 0.7]);
  expect(host.opened).toHaveLength(1);
  await expect(opener.answerThreshold(0.7)).rejects.toThrow(/No segmentation waits/);
});

it('changes nothing for a SEG that does not belong to the series, and says why', async () => {
  const { opener, host, opening } = setUp(() => {
    throw new UserError('The segmentation belongs to another series.');
  });
  await opener.open({ id: 'a' }, 'support');
  expect(host.opened).toEqual([]);
  expect(opening()).toEqual({
    phase: 'failed',
    name: 'Organs',
    message: 'The segmentation belongs to another series.',
  });
});

it('changes nothing when another series is opened meanwhile', async () => {
  const { opener, host, store, opening } = setUp(() => {
    store.dispatch({
      type: 'context',
      context: { kind: 'no-segment', series: { ...series, key: 'another' } },
    });
    return { kind: 'read', seg };
  });
  await opener.open({ id: 'a' }, 'support');
  expect(host.opened).toEqual([]);
  expect(opening()).toMatchObject({
    phase: 'failed',
    message: expect.stringMatching(/Another series was opened/),
  });
});

it('a reading that was stopped opens nothing and says nothing', async () => {
  let finish: (reading: SegReading) => void = () => undefined;
  const { opener, host, reader, opening } = setUp(
    () => new Promise<SegReading>((resolve) => void (finish = resolve)),
  );
  const reading = opener.open({ id: 'a' }, 'support');
  await new Promise((resolve) => setTimeout(resolve));
  expect(opening()).toMatchObject({ phase: 'reading' });
  await opener.open({ id: 'a' }, 'support');
  opener.stop();
  expect(reader.stop).toHaveBeenCalled();
  finish({ kind: 'read', seg });
  await reading;
  expect(host.opened).toEqual([]);
  expect(opening()).toEqual({ phase: 'idle' });
});

it('a file that was stopped while it was fetched is not read', async () => {
  const { opener, host, requests } = setUp(() => ({ kind: 'read', seg }));
  let fetched: (bytes: ArrayBuffer) => void = () => undefined;
  host.segFile = () => new Promise((resolve) => void (fetched = resolve));
  const opening = opener.open({ id: 'a' }, 'support');
  opener.stop();
  fetched(new ArrayBuffer(1));
  await opening;
  expect(requests).toEqual([]);
});

it('opens nothing without a series', async () => {
  const { opener, store } = setUp(() => ({ kind: 'read', seg }));
  store.dispatch({ type: 'context', context: { kind: 'no-series', reason: 'No series is open.' } });
  await expect(opener.open({ id: 'a' }, 'support')).rejects.toThrow('No series is open.');
});
