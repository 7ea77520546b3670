/** A change is drawn within this many frames: the browser prepares some ahead before it waits for the first to be drawn. */
const FRAMES = 4;

/** After a redraw, this many times what it took is left to the run. */
const REST = 5;

/**
 * Shows what a run changes as often as the browser can draw it without holding the run up. Without a graphics card
 * every redraw of the page, viewports and all, keeps all cores busy for many frames; with one it takes a frame.
 */
export class DrawingPace {
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends the wait for the browser to draw the last show. */
  private stopWatching: (() => void) | undefined;
  private wanted = false;
  private restsUntilMs = 0;

  /**
   * @param show makes the browser draw
   * @param leastMs time between a change and its show where drawing costs nothing
   * @param longestRestMs time left to the run at most, so that it does not seem to stand still
   */
  constructor(
    private readonly show: () => void,
    private readonly leastMs: number,
    private readonly longestRestMs: number,
  ) {}

  /** Something has changed: it is shown when drawing may go on again. */
  soon(): void {
    if (this.stopWatching) this.wanted = true;
    else {
      this.timer ??= setTimeout(
        () => this.now(),
        Math.max(this.leastMs, this.restsUntilMs - performance.now()),
      );
    }
  }

  /** Shows what there is, whether or not it waits. */
  now(): void {
    this.cancel();
    const startedAtMs = performance.now();
    this.show();
    this.stopWatching = afterFrames(FRAMES, () => {
      this.stopWatching = undefined;
      const nowMs = performance.now();
      this.restsUntilMs = nowMs + Math.min(this.longestRestMs, REST * (nowMs - startedAtMs));
      if (this.wanted) this.soon();
      this.wanted = false;
    });
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.stopWatching?.();
    this.stopWatching = undefined;
    this.wanted = false;
  }
}

/** Calls back after some frames of the page; a page that nobody sees has none until it is seen. @returns what stops it */
function afterFrames(frames: number, done: () => void): () => void {
  let id = requestAnimationFrame(function next() {
    if (--frames === 0) done();
    else id = requestAnimationFrame(next);
  });
  return () => cancelAnimationFrame(id);
}
