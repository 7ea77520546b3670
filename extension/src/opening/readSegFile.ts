import {
  isEmptyOrigin,
  readSeg,
  segOverview,
  type SegContent,
  type SliceOrigin,
} from '@few-shot-lms/dicom-seg';
import type { VolumeGeometry } from '@few-shot-lms/engine';
import { loadedSeg, type LoadedSeg } from '../saving/LoadedSeg';
import { mergedRuns, runsByValue } from '../state/maskRuns';
import { MOST_SEGMENTS } from '../state/viewerContext';
import { said, saidError } from '../said';
import type { OpenedSegment, SegReading, SegReadRequest, SegUse } from './OpenedSeg';
import { segName } from './segName';

/**
 * Reads a SEG for a series: BINARY, LABELMAP, or FRACTIONAL, which needs a threshold. Segments keep their numbers, labels,
 * colours and codes; numbers that the viewer cannot hold are counted anew, which is said.
 * @throws UserError with what is wrong with the file, or why it does not belong to the series
 */
export async function readSegFile({ bytes, target, use, threshold }: SegReadRequest): Promise<SegReading> {
  const file = new Uint8Array(bytes);
  const { fractionalType } = segOverview(file);
  if (fractionalType && threshold === null) return { kind: 'asks-threshold', fractions: fractionalType };
  const content = await readSeg(file, target, { threshold: threshold ?? undefined });
  const { segments, dataset, warnings } = content;
  if (segments.length > MOST_SEGMENTS) {
    throw saidError('open.tooManySegments', segments.length, MOST_SEGMENTS);
  }
  const renumbered = segments.some(({ number }) => number > MOST_SEGMENTS);
  const indexOf = new Map(segments.map(({ number }, n) => [number, renumbered ? n + 1 : number]));
  const runsOf = runsOfSegments(content, target.geometry);
  const opened = segments.map(({ number, label, rgb }): OpenedSegment => ({
    index: indexOf.get(number)!,
    label,
    colour: rgb ?? null,
    runs: runsOf(number),
  }));
  if (opened.every(({ runs }) => runs.every((ends) => ends.length === 0))) {
    throw saidError('open.empty');
  }
  const header = loadedSeg(dataset, target.instances);
  const madeHere = content.referencedSeriesInstanceUid === target.seriesInstanceUid;
  return {
    kind: 'read',
    seg: {
      label: segName(dataset),
      segments: opened,
      loaded: {
        // A SEG of another series is not continued with images of this one.
        place: madeHere ? header.place : null,
        segments: new Map(segments.map((segment) => [indexOf.get(segment.number)!, segment])),
        origins: originsFor(use, opened, byIndex(header.origins, indexOf)),
      },
      notes: renumbered ? [...warnings, said('open.renumbered', MOST_SEGMENTS)] : warnings,
    },
  };
}

/** One pass over the voxels for all segments, however many there are. */
function runsOfSegments(
  { labelmap, overlays }: SegContent,
  { columns, rows, slices }: VolumeGeometry,
): (number: number) => readonly Uint32Array[] {
  const voxels = rows * columns;
  const planes = Array.from({ length: slices }, (_, k) =>
    mergedRuns(
      [labelmap, ...overlays].map((layer) => runsByValue(layer.subarray(k * voxels, (k + 1) * voxels))),
    ),
  );
  return (number) => planes.map((runs) => runs.get(number) ?? new Uint32Array(0));
}

type Origins = LoadedSeg['origins'];

function byIndex(origins: Origins, indexOf: ReadonlyMap<number, number>): Origins {
  return new Map(
    [...origins].flatMap(([number, slices]) => {
      const index = indexOf.get(number);
      return index === undefined ? [] : [[index, slices] as const];
    }),
  );
}

/** What the SEG says of its slices; the others that it fills are drawn, or, for a start, released. */
function originsFor(use: SegUse, segments: readonly OpenedSegment[], known: Origins): Origins {
  if (use === 'support') return known;
  return new Map(
    segments.map(({ index, runs }) => [
      index,
      new Map(
        runs.flatMap((ends, slice): [number, SliceOrigin][] => {
          const origin = known.get(index)?.get(slice);
          const isFilled = ends.length > 0;
          if (origin && isEmptyOrigin(origin) !== isFilled) return [[slice, origin]];
          return isFilled ? [[slice, { kind: 'released' }]] : [];
        }),
      ),
    ]),
  );
}
