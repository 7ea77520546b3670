import type { ParsedFile } from '../part10/parse-part10';
import { isPart10, messageOf, parsePart10 } from '../part10/parse-part10';
import type { StoredFile } from './stored-file';

/** Headers of single slices are shorter, with the private elements of the makers. */
const USUAL_LENGTH = 2 ** 18;

/** Why a file has no header. */
export interface NoHeader {
  readonly reason: string;
}

/**
 * What a file says but for its pixels, which are left where they are if the header has the usual length.
 *
 * @throws what reading the file throws; a file that is not DICOM, or not to be parsed, is no error
 */
export async function readHeader(file: StoredFile): Promise<ParsedFile | NoHeader> {
  const start = await file.read(USUAL_LENGTH);
  if (!isPart10(start)) return { reason: 'not a DICOM file' };
  const header = headerIn(start);
  if (start.length < USUAL_LENGTH || isWhole(header)) return header;
  return headerIn(await file.read());
}

function headerIn(bytes: Uint8Array): ParsedFile | NoHeader {
  try {
    return parsePart10(bytes, { pixelData: false });
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

/** The pixels come last: where they were reached in order, the cut is behind the header. */
function isWhole(header: ParsedFile | NoHeader): boolean {
  return 'dataset' in header && header.hasPixelData && !header.damaged;
}
