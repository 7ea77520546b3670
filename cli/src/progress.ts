/** A terminal, a pipe or a file. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Lines of a run without a terminal: one every so many percent, so that a log stays short. */
const PERCENT_STEP = 10;

export const CLEAR_LINE = '\r\x1b[K';

/** Shows how far the slices are: a bar that is redrawn on a terminal, a line now and then otherwise. */
export class Progress {
  readonly #started: number;
  #shownPercent = 0;
  #barShown = false;

  /** @param now milliseconds, monotonic */
  constructor(
    private readonly output: Output,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#started = now();
  }

  /** @param what the segment's name */
  update(what: string, done: number, planned: number): void {
    const seconds = (this.now() - this.#started) / 1000;
    const text = `${done}/${planned} slices, ${what}, ${duration((seconds / done) * (planned - done))} left`;
    if (this.output.isTTY) this.#bar(text, done / planned);
    else this.#line(text, (100 * done) / planned);
  }

  /** Ends the bar's line, if there is one, so that other text starts on its own. */
  end(): void {
    if (this.#barShown) this.output.write('\n');
    this.#barShown = false;
  }

  #bar(text: string, share: number): void {
    const columns = this.output.columns ?? 80;
    const room = columns - text.length - 4;
    const width = Math.max(0, Math.min(40, room));
    const filled = Math.round(share * width);
    const bar = width > 5 ? `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ` : '';
    // A line that wraps cannot be redrawn.
    this.output.write(`${CLEAR_LINE}${bar}${text.slice(0, columns - 1)}`);
    this.#barShown = true;
  }

  #line(text: string, percent: number): void {
    if (percent < this.#shownPercent + PERCENT_STEP && percent < 100) return;
    this.#shownPercent = percent - (percent % PERCENT_STEP);
    this.output.write(`${text}\n`);
  }
}

/** '3 s', '2 min 5 s' */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
