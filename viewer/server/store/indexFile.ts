import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceRecord } from './instanceRecord';

/** Raised when records change, in form or in what is read from a file: an older index is then built anew from the files. */
const FORMAT = 'few-shot-lms index 2';
const NAME = '.index.jsonl';

/**
 * Keeps the records of a store on disk, one JSON line each, so that a restart need not read every header again. It is
 * a cache: records are only believed while file size and time agree, and it may be deleted at any time.
 */
export class IndexFile {
  private readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, NAME);
  }

  /** The kept records by file; empty when there is no index of this format that can be read. */
  async read(): Promise<Map<string, InstanceRecord>> {
    const records = new Map<string, InstanceRecord>();
    const [format, ...lines] = (await this.text()).split('\n');
    if (format !== FORMAT) return records;
    for (const line of lines) {
      const record = parseLine(line);
      if (record) records.set(record.file, record);
    }
    return records;
  }

  /** Replaces the index in one step. */
  async write(records: Iterable<InstanceRecord>): Promise<void> {
    const lines = [FORMAT, ...[...records].map((record) => JSON.stringify(record)), ''];
    await writeFile(`${this.path}.new`, lines.join('\n'));
    await rename(`${this.path}.new`, this.path);
  }

  async append(record: InstanceRecord): Promise<void> {
    await appendFile(this.path, `${JSON.stringify(record)}\n`);
  }

  private async text(): Promise<string> {
    try {
      return await readFile(this.path, 'utf8');
    } catch {
      // Not there, or not to be read: all headers are read again.
      return '';
    }
  }
}

/** A line that was cut off by a crash says nothing; its file is then read again. */
function parseLine(line: string): InstanceRecord | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as InstanceRecord;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
