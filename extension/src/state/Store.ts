/** Holds one immutable state and tells listeners when it is replaced; fits React's useSyncExternalStore. */
export class Store<State, Event> {
  private readonly listeners = new Set<() => void>();

  constructor(
    private state: State,
    private readonly transition: (state: State, event: Event) => State,
  ) {}

  readonly getSnapshot = (): State => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * Calls the listener with the states before and after each change that it has not been told of: once, also where it brings
   * about the next change itself.
   */
  follow(listener: (before: State, now: State) => void): void {
    let told = this.state;
    this.subscribe(() => {
      const [before, now] = [told, this.state];
      if (now === before) return;
      told = now;
      listener(before, now);
    });
  }

  /** Applies an event; listeners hear of it only if the state has changed. */
  dispatch(event: Event): void {
    const next = this.transition(this.state, event);
    if (next === this.state) return;
    this.state = next;
    for (const listener of [...this.listeners]) listener();
  }

  get listenerCount(): number {
    return this.listeners.size;
  }
}
