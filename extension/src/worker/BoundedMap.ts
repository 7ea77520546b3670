/** A map that holds at most so many bytes: above that the entries that were put first are dropped. */
export class BoundedMap<Value> {
  private readonly entries = new Map<string, Value>();
  private bytes = 0;

  constructor(
    private readonly mostBytes: number,
    private readonly bytesOf: (value: Value) => number,
  ) {}

  /** Takes the place of a former value of the key and counts as the newest. */
  put(key: string, value: Value): void {
    this.delete(key);
    this.entries.set(key, value);
    this.bytes += this.bytesOf(value);
    while (this.bytes > this.mostBytes) this.delete(this.entries.keys().next().value!);
  }

  get(key: string): Value | undefined {
    return this.entries.get(key);
  }

  delete(key: string): void {
    const former = this.entries.get(key);
    if (former === undefined) return;
    this.entries.delete(key);
    this.bytes -= this.bytesOf(former);
  }
}
