/** Milliseconds before each try: a hiccup of the network passes soon, and a server that is down is not pressed. */
const WAITS_MS: readonly number[] = [5_000, 20_000, 80_000];

/** Has a series tried again that could not be loaded ahead: a few times, each after a longer wait than the one before. */
export class LaterTries {
  private seriesKey: string | null = null;
  private failures = 0;
  private due = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param again has the series in view loaded ahead, if that is wanted and possible just then */
  constructor(private readonly again: () => void) {}

  /** True for a series that has failed, until its next try is due; after the last one for good. */
  holdBack(seriesKey: string): boolean {
    return this.seriesKey === seriesKey && !this.due;
  }

  /** @param mayPass whether another try could go better */
  failed(seriesKey: string, mayPass: boolean): void {
    this.keepOnly(seriesKey);
    clearTimeout(this.timer);
    this.seriesKey = seriesKey;
    this.due = false;
    const wait = mayPass ? WAITS_MS.at(this.failures++) : undefined;
    if (wait === undefined) return;
    this.timer = setTimeout(() => {
      this.due = true;
      this.again();
    }, wait);
  }

  /** Forgets the failures of any other series. */
  keepOnly(seriesKey: string | null): void {
    if (this.seriesKey !== seriesKey) this.reset();
  }

  /** Forgets all failures; nothing is tried any more. */
  reset(): void {
    clearTimeout(this.timer);
    this.seriesKey = null;
    this.failures = 0;
    this.due = false;
  }
}
