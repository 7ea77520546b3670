import { UserError, type Said } from '@few-shot-lms/engine';

/**
 * The sentences that a person can meet in the viewer, in English: about SEGs that are read and written, and about the order of
 * slices. Those about files of images that the command line reads stand where they are said.
 */
export const dicomSentences = {
  invalidValue: (keyword: string, value: string) =>
    `The segmentation would not be valid DICOM: ${keyword} cannot be "${value}"; change it, or export the images again from their source.`,
  invalidPatientId: () =>
    'The Patient ID of the images is not valid DICOM (more than 64 characters, or control characters in it), so that the segmentation would belong to no patient; correct it where the images come from, and save again.',
  noDicom: () => 'This is not a DICOM file (no "DICM" after the preamble); choose DICOM files.',
  noTransferSyntax: () =>
    'This DICOM file does not say its transfer syntax; export it again from its source.',
  unreadable: (detail: string) =>
    `This DICOM file cannot be read (${detail}); export it again from its source.`,
  pixelsUnreadable: () =>
    'The pixel data of this DICOM file cannot be read; export it again from its source.',
  unknownCompression: (compression: string) =>
    `The pixel data are compressed as ${compression}, which cannot be read here; convert the files to Explicit VR Little Endian (for example with dcmtk's dcmconv, dcmdjpeg, or gdcmconv --raw) and try again.`,
  frameDamaged: (compression: string, detail: string) =>
    `A frame compressed as ${compression} cannot be decoded (${detail}); export the file again from its source, or convert it to Explicit VR Little Endian and try again.`,
  pixelsTooShort: (bytes: number, needed: number) =>
    `The pixel data of a file are too short (${bytes} bytes, ${needed} needed); export it again from its source.`,
  framePieces: (frames: number, compression: string, pieces: number) =>
    `The file says ${frames} frames, but its pixel data (${compression}) have ${pieces} pieces; export it again from its source.`,
  resampled: () =>
    'The segmentation lies on another grid than the series (other slices, resolution or orientation); each voxel got the value nearest to it.',
  frameWithoutPlace: (frame: number) =>
    `Frame ${frame} of the segmentation does not say where it lies; save it again with the program it came from.`,
  unknownSegment: (segment: number) =>
    `A frame of the segmentation belongs to segment ${segment}, which the file does not describe; save it again with the program it came from.`,
  fractionsSize: (voxels: number, expected: number) =>
    `A slice of probabilities has ${voxels} voxels, the images have ${expected}; save it with the series it was made from.`,
  fractionOutside: (fraction: number) =>
    `A probability is ${fraction}, which is not from 0 to 1; nothing was saved.`,
  labelWithoutSegment: (value: number) =>
    `The labelmap has the value ${value}, but no segment of that number; describe it or erase it.`,
  missingValue: (keyword: string, module: string) =>
    `The segmentation would not be valid DICOM: ${keyword} (${module}) has no value; export the images again from their source, and save again.`,
  badThreshold: (threshold: number) =>
    `The threshold for fractions is above 0 and at most 1; ${threshold} is not.`,
  damagedRead: () => "The file breaks DICOM's rules; what could be read was read.",
  noThickness: () =>
    'The segmentation has a single frame on another grid than the series, and does not say how thick it is; choose a SEG that was made on the open series.',
  framesNotDescribed: (frames: number, described: number) =>
    `The segmentation has ${frames} frames, but describes ${described}; get the file again.`,
  frameWithoutSegment: (frame: number) =>
    `Frame ${frame} of the segmentation does not say its segment; save it again with the program it came from.`,
  describedTwice: (segment: number) =>
    `The segmentation describes segment ${segment} twice; save it again with the program it came from.`,
  unknownType: (type: string) =>
    `The segmentation is of the type "${type}", which cannot be read here; save it as BINARY or LABELMAP.`,
  unknownPixels: (frames: number, columns: number, rows: number, bits: number) =>
    `The segmentation has ${frames} frames of ${columns}×${rows} pixels with ${bits} bits, which cannot be read; save it again with the program it came from.`,
  otherSeries: (series: string) =>
    `The segmentation belongs to another series (${series}) in another frame of reference; open that series, or choose a SEG of this one.`,
  noReference: () =>
    'The segmentation names neither this series nor any of its images; choose a SEG that was made on the open series.',
  imagesMissing: (images: number, slices: number) =>
    `There are ${images} source images for ${slices} slices; open the whole series and save again.`,
  imageSizes: () =>
    'The source images differ from the labelmap in size; save it with the series it was drawn on.',
  noSegment: () => 'There is no segment to save; draw one first.',
  badSegmentNumber: (label: string, number: number) =>
    `Segment "${label}" has the number ${number}; segment numbers go from 1 to 65535.`,
  numberTwice: (number: number) => `Two segments have the number ${number}; give each its own.`,
  noSuchEncoding: (kind: string, encoding: string) =>
    `A ${kind} segmentation cannot be ${encoding} compressed; save it uncompressed, or as a labelmap.`,
  labelmapSize: (voxels: number, expected: number) =>
    `The labelmap has ${voxels} voxels, the images have ${expected}; save it with the series it was drawn on.`,
  overlap: (first: string, second: string, voxels: number) =>
    `"${first}" and "${second}" overlap in ${voxels} voxels, which a label map cannot hold; save as BINARY.`,
  empty: () => 'The segmentation is empty; draw or propagate a segment before saving.',
  noPositions: () => 'The series has no images with a position in space.',
  impossiblePlane: () =>
    'An image of the series has an orientation or pixel spacing that is not possible; export the series again from its source.',
  orientationsDiffer: () =>
    'The images of this series lie in different orientations (a localizer, or several stacks in one series); choose a series with one stack of parallel slices.',
  sizesDiffer: (columns: number, rows: number, otherColumns: number, otherRows: number) =>
    `The images of this series differ in size (${columns}×${rows} and ${otherColumns}×${otherRows}); choose a series with images of one size.`,
  spacingsDiffer: (spacing: string, otherSpacing: string) =>
    `The images of this series differ in pixel spacing (${spacing} and ${otherSpacing} mm); choose a series with one pixel spacing.`,
  sheared: (degrees: string) =>
    `The slices are sheared by ${degrees}° (tilted gantry); positions follow the slices, so the result fits the images.`,
  shifted: () =>
    'The slices of this series are shifted against each other, so that they make no stack; choose a series whose slices lie one behind the other.',
  distanceVaries: (least: string, most: string) =>
    `The distance between slices varies (${least} to ${most} mm).`,
  beside: () =>
    'The segmentation lies elsewhere in space than the open series; choose a SEG that was made on this series.',
  noSeg: () => 'This DICOM file is not a segmentation (SEG); choose a SEG of the open series.',
  framesBeside: (frames: number) =>
    `${frames} ${frames === 1 ? 'frame' : 'frames'} of the segmentation lie beside the slices of the series and were left out.`,
  framesBySource: (frames: number) =>
    `${frames} ${frames === 1 ? 'frame' : 'frames'} without a position were placed by the image they refer to.`,
  notDescribed: (value: number) =>
    `The segmentation uses the value ${value}, but does not describe it; it became "Segment ${value}".`,
  placedFromOther: (series: string) =>
    `The segmentation was made on another series (${series}); it was placed by its position in the same frame of reference.`,
  placedFromUnnamed: () =>
    'The segmentation names no series; it was placed by its position in the same frame of reference.',
  placedFromOtherImages: () =>
    'The segmentation was made on other images of this series (another acquisition, phase or echo); it was placed by its position.',
  probabilities: (threshold: number) =>
    `The segmentation holds fractions (probability); voxels of at least ${threshold} became object.`,
  occupancies: (threshold: number) =>
    `The segmentation holds fractions (occupancy); voxels of at least ${threshold} became object.`,
  segmentsOverlap: (voxels: number) =>
    `Segments overlap in ${voxels} ${voxels === 1 ? 'voxel' : 'voxels'}; each keeps its own.`,
  severalInOnePlace: (images: number, places: number) =>
    `The series has ${images} images in only ${places} ${places === 1 ? 'place' : 'places'} (several phases, echoes or acquisitions in one series); choose or export one of them as a series of its own.`,
  slicesMissing: (slices: number, after: string) =>
    `${slices} ${slices === 1 ? 'slice is' : 'slices are'} missing from the series (after slice ${after}).`,
};

type DicomSentences = typeof dicomSentences;

/** Place of the sentences in other tables of sentences. */
const PLACE = 'dicom.';

/** One of the sentences, to be said in any language. */
export function dicomSaid<Key extends keyof DicomSentences>(
  key: Key,
  ...values: Parameters<DicomSentences[Key]>
): Said {
  return { key: `${PLACE}${key}`, values };
}

/** An error that says one of the sentences. */
export function dicomError<Key extends keyof DicomSentences>(
  key: Key,
  ...values: Parameters<DicomSentences[Key]>
): UserError {
  const said = dicomSaid(key, ...values);
  return new UserError(inEnglish(said), said);
}

/** What `dicomSaid` took apart, in English. @throws RangeError for a sentence of another table */
export function inEnglish({ key, values }: Said): string {
  const name = key.startsWith(PLACE) ? key.slice(PLACE.length) : '';
  if (!(name in dicomSentences)) throw new RangeError(`there is no sentence ${key}`);
  const say = dicomSentences[name as keyof DicomSentences] as (...values: (string | number)[]) => string;
  return say(...(values as (string | number)[]));
}
