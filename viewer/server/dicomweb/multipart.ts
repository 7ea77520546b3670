/** The message is not a well-formed multipart message, or was cut off; the message is a sentence. */
export class BrokenMultipart extends Error {
  override readonly name = 'BrokenMultipart';
}

export interface MultipartPart {
  /** Header fields by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** The part's content as it arrives. What is not read of it is skipped when the next part is asked for. */
  readonly body: AsyncIterable<Buffer>;
}

const MAX_HEADER_BYTES = 16 * 1024;
const CRLF = '\r\n';

/** The boundary parameter of a multipart content type, or undefined. */
export function boundaryOf(contentType: string): string | undefined {
  const match = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

/**
 * Splits a multipart message (RFC 2046 5.1) while it arrives, so that its size does not matter.
 *
 * @throws BrokenMultipart, from the parts or from a part's body
 */
export async function* readMultipart(
  source: AsyncIterable<Buffer>,
  boundary: string,
): AsyncGenerator<MultipartPart> {
  // The line break before a boundary belongs to the boundary; one is put in front for a message that starts with it.
  const input = new DelimitedInput(source, Buffer.from(CRLF + '--' + boundary), Buffer.from(CRLF));
  await input.skipToDelimiter();
  while (await input.hasPart()) {
    const headers = parseHeaders(await input.readHeaderBlock());
    yield { headers, body: { [Symbol.asyncIterator]: () => input } };
    await input.skipToDelimiter();
  }
}

/** Buffered input that hands out bytes up to the next delimiter. Iterating it yields the rest of the current part. */
class DelimitedInput implements AsyncIterator<Buffer> {
  private readonly chunks: AsyncIterator<Buffer>;
  private atDelimiter = false;

  constructor(
    source: AsyncIterable<Buffer>,
    private readonly delimiter: Buffer,
    private buffered: Buffer,
  ) {
    this.chunks = source[Symbol.asyncIterator]();
  }

  async next(): Promise<IteratorResult<Buffer>> {
    while (!this.atDelimiter) {
      const at = this.buffered.indexOf(this.delimiter);
      // Bytes at the end that may be the start of a delimiter wait for more.
      const safe = at >= 0 ? at : this.buffered.length - this.delimiter.length + 1;
      if (at >= 0) this.atDelimiter = true;
      if (safe > 0) {
        const value = this.buffered.subarray(0, safe);
        this.buffered = this.buffered.subarray(safe);
        return { done: false, value };
      }
      if (!this.atDelimiter) await this.fill();
    }
    return { done: true, value: undefined };
  }

  /** A reader that stops early leaves the rest to `skipToDelimiter`. */
  async return(): Promise<IteratorResult<Buffer>> {
    return { done: true, value: undefined };
  }

  async skipToDelimiter(): Promise<void> {
    while (!(await this.next()).done);
  }

  /** Steps over the delimiter; false when it is the closing one. */
  async hasPart(): Promise<boolean> {
    await this.atLeast(this.delimiter.length + 2);
    const after = this.buffered.subarray(this.delimiter.length, this.delimiter.length + 2).toString('latin1');
    this.buffered = this.buffered.subarray(this.delimiter.length);
    this.atDelimiter = false;
    return after !== '--';
  }

  /** The lines up to the empty one; it starts behind the delimiter, where only white space may stand before a line break. */
  async readHeaderBlock(): Promise<string> {
    for (;;) {
      const end = this.buffered.indexOf(CRLF + CRLF);
      if (end >= 0) {
        const block = this.buffered.toString('latin1', 0, end);
        this.buffered = this.buffered.subarray(end + 4);
        return block;
      }
      if (this.buffered.length > MAX_HEADER_BYTES)
        throw new BrokenMultipart('A part has no end of its header fields.');
      await this.fill();
    }
  }

  private async atLeast(length: number): Promise<void> {
    while (this.buffered.length < length) await this.fill();
  }

  private async fill(): Promise<void> {
    const { done, value } = await this.chunks.next();
    if (done) throw new BrokenMultipart('The message ends before its closing boundary.');
    this.buffered = this.buffered.length === 0 ? value : Buffer.concat([this.buffered, value]);
  }
}

function parseHeaders(block: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of block.split(CRLF)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}
