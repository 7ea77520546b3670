import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

export type ContentCoding = 'br' | 'gzip';

const brotli = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress);
const gzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip);
/** Higher levels take many times as long for a few percent. */
const BROTLI_QUALITY = 5;

/** The best coding that the request accepts, or undefined. */
export function acceptedCoding(acceptEncoding: string): ContentCoding | undefined {
  const offered = acceptEncoding
    .split(',')
    .map((item) => item.trim().split(/\s*;\s*q=/))
    .filter(([, quality]) => quality === undefined || Number(quality) > 0)
    .map(([coding]) => coding);
  return (['br', 'gzip'] as const).find((coding) => offered.includes(coding));
}

/** Compresses files once and keeps the result in a folder, so that a restart need not do it again. */
export class Compressor {
  private readonly running = new Map<string, Promise<Buffer>>();

  constructor(private readonly folder: string) {}

  /**
   * The compressed content of a file.
   *
   * @param version changes when the file changes
   */
  compress(path: string, version: string, coding: ContentCoding): Promise<Buffer> {
    const key = createHash('sha256').update(`${path}\0${version}`).digest('hex').slice(0, 32);
    const kept = join(this.folder, `${key}.${coding}`);
    const running = this.running.get(kept);
    if (running) return running;
    const work = this.produce(path, kept, coding).finally(() => this.running.delete(kept));
    this.running.set(kept, work);
    return work;
  }

  private async produce(path: string, kept: string, coding: ContentCoding): Promise<Buffer> {
    try {
      return await readFile(kept);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const content = await readFile(path);
    const compressed =
      coding === 'br'
        ? await brotli(content, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
        : await gzip(content, {});
    await mkdir(this.folder, { recursive: true });
    await writeFile(`${kept}.new`, compressed);
    await rename(`${kept}.new`, kept);
    return compressed;
  }
}
