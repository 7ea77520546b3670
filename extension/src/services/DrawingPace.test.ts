import '../testing/pageFrames';
import { DrawingPace } from './DrawingPace';

const LEAST_MS = 250;
const LONGEST_REST_MS = 2000;
const FRAME_MS = 16;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A pace in a browser that takes so long to draw what is shown, and when it was shown. */
function pace(drawingMs: number) {
  const shownAtMs: number[] = [];
  const drawn = new DrawingPace(
    () => {
      shownAtMs.push(performance.now() - startedAtMs);
      // The frame that the show is drawn in is late by what drawing takes.
      const next = globalThis.requestAnimationFrame;
      globalThis.requestAnimationFrame = (callback) => {
        globalThis.requestAnimationFrame = next;
        return setTimeout(() => callback(performance.now()), FRAME_MS + drawingMs) as unknown as number;
      };
    },
    LEAST_MS,
    LONGEST_REST_MS,
  );
  const startedAtMs = performance.now();
  const changeFor = (ms: number) => {
    for (let at = 0; at < ms; at += 10) {
      drawn.soon();
      jest.advanceTimersByTime(10);
    }
  };
  return { drawn, shownAtMs, changeFor };
}

describe('DrawingPace', () => {
  it('shows several times a second what is drawn within a frame', () => {
    const { shownAtMs, changeFor } = pace(0);
    changeFor(3000);
    expect(shownAtMs[0]).toBe(LEAST_MS);
    expect(shownAtMs.length).toBeGreaterThanOrEqual(6);
    expect(shownAtMs.length).toBeLessThanOrEqual(3000 / LEAST_MS);
  });

  it('leaves five sixths of the time to the run where drawing is slow', () => {
    const { shownAtMs, changeFor } = pace(200);
    changeFor(6000);
    const apart = shownAtMs.slice(1).map((at, n) => at - shownAtMs[n]);
    expect(shownAtMs[0]).toBe(LEAST_MS);
    for (const ms of apart) expect(ms).toBeGreaterThanOrEqual(6 * 200);
    expect(shownAtMs).toHaveLength(4);
  });

  it('shows that something goes on where drawing takes very long', () => {
    const { shownAtMs, changeFor } = pace(3000);
    changeFor(20_000);
    const apart = shownAtMs.slice(1).map((at, n) => at - shownAtMs[n]);
    for (const ms of apart) expect(ms).toBeLessThan(3000 + 2000 + 200);
    expect(shownAtMs).toHaveLength(4);
  });

  it('shows what comes last, and once only', () => {
    const { drawn, shownAtMs } = pace(500);
    drawn.now();
    drawn.soon();
    drawn.soon();
    jest.advanceTimersByTime(60_000);
    expect(shownAtMs).toHaveLength(2);
  });

  it('shows at once what is asked for at once, in place of what waits', () => {
    const { drawn, shownAtMs } = pace(0);
    drawn.soon();
    drawn.now();
    expect(shownAtMs).toEqual([0]);
    jest.advanceTimersByTime(60_000);
    expect(shownAtMs).toEqual([0]);
  });

  it('is silent after the end', () => {
    const { drawn, shownAtMs } = pace(0);
    drawn.now();
    drawn.soon();
    drawn.cancel();
    jest.advanceTimersByTime(60_000);
    expect(shownAtMs).toEqual([0]);
  });
});
