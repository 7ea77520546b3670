import type { VolumeGeometry } from '@few-shot-lms/engine';
import { UserError } from '@few-shot-lms/engine';
import type { NaturalizedDataset } from '../part10/dataset';
import { itemOf, itemsOf, numberOf, numbersOf, textOf } from '../part10/dataset';
import type { ParsedFile } from '../part10/parse-part10';
import { isPart10, parsePart10 } from '../part10/parse-part10';
import type { SlicePlane } from '../series/slice-plane';
import { toVector } from '../series/vector';
import { frameLattice } from './frame-lattice';
import type { FrameLattice } from './frame-lattice';
import { readSegments } from './read-segments';
import { isSegClass } from './seg-class';
import type { SegPixels } from './seg-frames';
import { segFrameValues, segPixelsOf } from './seg-frames';
import type { SegmentDescription } from './segment-description';

/** The series that a SEG is read for. */
export interface SegTarget {
  readonly geometry: VolumeGeometry;
  /** instances[k] belongs to slice k. */
  readonly instances: readonly { readonly sopInstanceUid: string }[];
  readonly seriesInstanceUid: string;
  readonly frameOfReferenceUid?: string;
}

export interface SegContent {
  /** Segment numbers, 0 for background, on the grid of the series: (k * rows + j) * columns + i. */
  readonly labelmap: Uint16Array;
  readonly segments: SegmentDescription[];
  readonly referencedSeriesInstanceUid: string;
  readonly warnings: string[];
}

/** Whether a file is a DICOM SEG, by its SOP class. Never throws. */
export function isSeg(bytes: Uint8Array): boolean {
  if (!isPart10(bytes)) return false;
  try {
    return isSegClass(textOf(parsePart10(bytes, { pixelData: false }).dataset, 'SOPClassUID'));
  } catch {
    // Whatever it is, it cannot be read, so it is no SEG that we could use; readSeg says why.
    return false;
  }
}

/**
 * Reads a SEG (BINARY, FRACTIONAL or LABELMAP) as a labelmap on the grid of a series. A frame belongs where it says it
 * lies in space; the order of frames and of images does not matter, and its rows and columns may run another way than
 * those of the images, as long as its pixels are voxels of the series.
 *
 * FRACTIONAL becomes object where the value is at least half of the maximum. Where segments overlap, the first of the
 * file keeps the voxel. Both are said in a warning.
 *
 * @throws UserError if the file is no SEG, belongs to another series, lies on another grid, or cannot be decoded
 */
export function readSeg(bytes: Uint8Array, target: SegTarget): SegContent {
  const file = parsePart10(bytes, { pixelData: true });
  const { dataset } = file;
  if (!isSegClass(textOf(dataset, 'SOPClassUID'))) {
    throw new UserError('This DICOM file is not a segmentation (SEG); choose a SEG of the open series.');
  }
  const warnings: string[] = [];
  const referencedSeriesInstanceUid = checkSeries(dataset, target, warnings);
  const pixels = segPixelsOf(file);
  const segments = readSegments(dataset);
  const reader = pixels.type === 'LABELMAP' ? readLabelMap : readSegmentFrames;
  const content = reader(file, pixels, segments, target, warnings);
  if (file.damaged) warnings.push("The file breaks DICOM's rules; what could be read was read.");
  return { ...content, referencedSeriesInstanceUid, warnings };
}

/** @returns the series that the SEG refers to */
function checkSeries(dataset: NaturalizedDataset, target: SegTarget, warnings: string[]): string {
  const referenced = itemsOf(dataset, 'ReferencedSeriesSequence').map((item) =>
    textOf(item, 'SeriesInstanceUID'),
  );
  if (referenced.includes(target.seriesInstanceUid)) return target.seriesInstanceUid;
  const known = new Set(target.instances.map(({ sopInstanceUid }) => sopInstanceUid));
  if (referencedInstances(dataset).some((uid) => known.has(uid))) return target.seriesInstanceUid;
  if (referenced.length > 0) {
    throw new UserError(
      `The segmentation belongs to another series (${referenced[0]}); open that series, or choose a SEG of this one.`,
    );
  }
  const frame = textOf(dataset, 'FrameOfReferenceUID');
  if (frame && frame === target.frameOfReferenceUid) {
    warnings.push(
      'The segmentation names no series; it was placed by its position in the same frame of reference.',
    );
    return target.seriesInstanceUid;
  }
  throw new UserError(
    'The segmentation names neither this series nor any of its images; choose a SEG that was made on the open series.',
  );
}

/** SOP instances that a SEG says it was made from, by series and by frame. */
function referencedInstances(dataset: NaturalizedDataset): string[] {
  const bySeries = itemsOf(dataset, 'ReferencedSeriesSequence').flatMap((series) =>
    itemsOf(series, 'ReferencedInstanceSequence').map((item) => textOf(item, 'ReferencedSOPInstanceUID')),
  );
  const byFrame = itemsOf(dataset, 'PerFrameFunctionalGroupsSequence').flatMap(sourceInstancesOf);
  return [...bySeries, ...byFrame].filter(Boolean);
}

function sourceInstancesOf(group: NaturalizedDataset): string[] {
  return itemsOf(group, 'DerivationImageSequence')
    .flatMap((derivation) => itemsOf(derivation, 'SourceImageSequence'))
    .map((item) => textOf(item, 'ReferencedSOPInstanceUID'))
    .filter(Boolean);
}

type ReadContent = Pick<SegContent, 'labelmap' | 'segments'>;

function readLabelMap(
  file: ParsedFile,
  pixels: SegPixels,
  described: readonly SegmentDescription[],
  target: SegTarget,
  warnings: string[],
): ReadContent {
  const background = numberOf(file.dataset, 'PixelPaddingValue') ?? 0;
  const labelmap = emptyLabelmap(target.geometry);
  const used = new Set<number>();
  const placer = new FramePlacer(file, pixels, target, warnings);
  // A label map may number a segment 0 if its background is another value; here 0 is always the background.
  const replacement = background === 0 ? 0 : 1 + Math.max(0, ...described.map(({ number }) => number));
  for (let frame = 0; frame < pixels.frames; frame++) {
    const lattice = placer.latticeOf(frame);
    if (!lattice) continue;
    const values = segFrameValues(file, frame, pixels);
    forEachVoxel(lattice, pixels, target.geometry, values, background, (voxel, value) => {
      const number = value === 0 ? replacement : value;
      labelmap[voxel] = number;
      used.add(number);
    });
  }
  placer.finish();
  const segments = described
    .filter(({ number }) => number !== background)
    .map((segment) => (segment.number === 0 ? { ...segment, number: replacement } : segment));
  const known = new Set(segments.map(({ number }) => number));
  for (const number of [...used].filter((one) => !known.has(one)).sort((a, b) => a - b)) {
    warnings.push(
      `The segmentation uses the value ${number}, but does not describe it; it became "Segment ${number}".`,
    );
    segments.push({ number, label: `Segment ${number}`, algorithmType: 'MANUAL' });
  }
  return { labelmap, segments };
}

function readSegmentFrames(
  file: ParsedFile,
  pixels: SegPixels,
  segments: SegmentDescription[],
  target: SegTarget,
  warnings: string[],
): ReadContent {
  const labelmap = emptyLabelmap(target.geometry);
  const known = new Set(segments.map(({ number }) => number));
  const placer = new FramePlacer(file, pixels, target, warnings);
  const threshold = pixels.type === 'FRACTIONAL' ? pixels.maximum / 2 : 1;
  let overlapping = 0;
  // In the order of the segments, whatever the order of the frames: the first segment keeps a voxel.
  const frames = Array.from({ length: pixels.frames }, (_, frame) => ({
    frame,
    number: placer.segmentOf(frame),
  }));
  const rank = new Map(segments.map(({ number }, index) => [number, index]));
  frames.sort(
    (a, b) => (rank.get(a.number) ?? Infinity) - (rank.get(b.number) ?? Infinity) || a.frame - b.frame,
  );
  for (const { frame, number } of frames) {
    if (!known.has(number)) {
      throw new UserError(
        `A frame of the segmentation belongs to segment ${number}, which the file does not describe; save it again with the program it came from.`,
      );
    }
    const lattice = placer.latticeOf(frame);
    if (!lattice) continue;
    const values = segFrameValues(file, frame, pixels);
    forEachVoxel(lattice, pixels, target.geometry, values, 0, (voxel, value) => {
      if (value < threshold) return;
      if (labelmap[voxel] === 0) labelmap[voxel] = number;
      else if (labelmap[voxel] !== number) overlapping++;
    });
  }
  placer.finish();
  if (pixels.type === 'FRACTIONAL') {
    warnings.push('The segmentation holds fractions; voxels of at least one half became object.');
  }
  if (overlapping > 0) {
    warnings.push(`Segments overlap in ${overlapping} voxels; the first segment kept them.`);
  }
  return { labelmap, segments };
}

function emptyLabelmap({ columns, rows, slices }: VolumeGeometry): Uint16Array {
  return new Uint16Array(columns * rows * slices);
}

/** Calls back for every pixel of a frame that is not background and lies on a voxel. */
function forEachVoxel(
  { start, alongColumns, alongRows }: FrameLattice,
  { rows: frameRows, columns: frameColumns }: SegPixels,
  { columns, rows, slices }: VolumeGeometry,
  values: Uint8Array | Uint16Array,
  background: number,
  visit: (voxel: number, value: number) => void,
): void {
  for (let row = 0, pixel = 0; row < frameRows; row++) {
    for (let column = 0; column < frameColumns; column++, pixel++) {
      const value = values[pixel];
      if (value === background) continue;
      const i = start[0] + column * alongColumns[0] + row * alongRows[0];
      const j = start[1] + column * alongColumns[1] + row * alongRows[1];
      const k = start[2] + column * alongColumns[2] + row * alongRows[2];
      if (i >= 0 && j >= 0 && k >= 0 && i < columns && j < rows && k < slices) {
        visit((k * rows + j) * columns + i, value);
      }
    }
  }
}

const OTHER_GRID =
  'The segmentation lies on another grid than the open series (other place, resolution or orientation); choose a SEG that was made on this series.';

/** Finds out where frames lie and which segment they show, from the functional groups. */
class FramePlacer {
  private readonly perFrame: readonly NaturalizedDataset[];
  private readonly shared: NaturalizedDataset;
  private readonly sliceOfInstance: ReadonlyMap<string, number>;
  private outside = 0;
  private bySource = 0;

  constructor(
    file: ParsedFile,
    private readonly pixels: SegPixels,
    private readonly target: SegTarget,
    private readonly warnings: string[],
  ) {
    this.perFrame = itemsOf(file.dataset, 'PerFrameFunctionalGroupsSequence');
    this.shared = itemOf(file.dataset, 'SharedFunctionalGroupsSequence') ?? {};
    this.sliceOfInstance = new Map(target.instances.map(({ sopInstanceUid }, k) => [sopInstanceUid, k]));
    if (this.perFrame.length !== pixels.frames) {
      throw new UserError(
        `The segmentation has ${pixels.frames} frames, but describes ${this.perFrame.length}; get the file again.`,
      );
    }
  }

  segmentOf(frame: number): number {
    const group = this.group(frame, 'SegmentIdentificationSequence');
    const number = group && numberOf(group, 'ReferencedSegmentNumber');
    if (number === undefined) {
      throw new UserError(
        `Frame ${frame + 1} of the segmentation does not say its segment; save it again with the program it came from.`,
      );
    }
    return number;
  }

  /** @returns undefined for a frame that lies beside the series or between its slices */
  latticeOf(frame: number): FrameLattice | undefined {
    const plane = this.planeOf(frame);
    const lattice = plane ? frameLattice(plane, this.target.geometry) : this.latticeOfSource(frame);
    if (!lattice) throw new UserError(OTHER_GRID);
    const { columns, rows, slices } = this.target.geometry;
    const limits = [columns, rows, slices];
    const axis = [0, 1, 2].find((one) => !lattice.alongColumns[one] && !lattice.alongRows[one])!;
    const depth = lattice.start[axis];
    if (Number.isInteger(depth) && depth >= 0 && depth < limits[axis]) return lattice;
    this.outside++;
    return undefined;
  }

  /** Says what was odd, once for all frames. @throws UserError if no frame lies on the series */
  finish(): void {
    if (this.outside === this.pixels.frames) throw new UserError(OTHER_GRID);
    const frames = (count: number): string => (count === 1 ? '1 frame' : `${count} frames`);
    if (this.outside > 0) {
      this.warnings.push(
        `${frames(this.outside)} of the segmentation lie beside the slices of the series and were left out.`,
      );
    }
    if (this.bySource > 0) {
      this.warnings.push(
        `${frames(this.bySource)} without a position were placed by the image they refer to.`,
      );
    }
  }

  private group(frame: number, keyword: string): NaturalizedDataset | undefined {
    return itemOf(this.perFrame[frame], keyword) ?? itemOf(this.shared, keyword);
  }

  private planeOf(frame: number): SlicePlane | undefined {
    const numbers = (sequence: string, keyword: string): readonly number[] => {
      const group = this.group(frame, sequence);
      return group ? numbersOf(group, keyword) : [];
    };
    const position = numbers('PlanePositionSequence', 'ImagePositionPatient');
    const orientation = numbers('PlaneOrientationSequence', 'ImageOrientationPatient');
    const spacing = numbers('PixelMeasuresSequence', 'PixelSpacing');
    if (position.length !== 3 || orientation.length !== 6 || spacing.length !== 2) return undefined;
    return {
      sopInstanceUid: '',
      imagePosition: toVector(position),
      imageOrientation: orientation,
      pixelSpacing: [spacing[0], spacing[1]],
      rows: this.pixels.rows,
      columns: this.pixels.columns,
    };
  }

  /** For a frame that does not say where it lies: the place of the image it was made from, if the sizes agree. */
  private latticeOfSource(frame: number): FrameLattice | undefined {
    const { columns, rows } = this.target.geometry;
    const slices = sourceInstancesOf(this.perFrame[frame]).map((uid) => this.sliceOfInstance.get(uid));
    const slice = slices.find((k) => k !== undefined);
    if (slice === undefined || this.pixels.columns !== columns || this.pixels.rows !== rows) return undefined;
    this.bySource++;
    return { start: [0, 0, slice], alongColumns: [1, 0, 0], alongRows: [0, 1, 0] };
  }
}
