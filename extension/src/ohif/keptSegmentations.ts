import { imageLoader } from '@cornerstonejs/core';
import { segmentation as csSegmentation } from '@cornerstonejs/tools';
import { layersWithoutOverlap } from '../state/layersWithoutOverlap';
import { runsByValue, setRuns } from '../state/maskRuns';
import {
  bindingOf,
  isForeground,
  labelPlane,
  layersOf,
  sourceImageIds,
  type LayerImages,
} from './labelmapLayers';
import type {
  DisplaySet,
  LabelmapData,
  LabelmapLayer,
  OhifSegmentation,
  ServicesManager,
} from './ohifServices';
import { paletteEntry } from './paletteColour';
import { instanceOf } from './resolveSeries';
import type { KeptSegmentation } from './ViewerHost';

type Services = ServicesManager['services'];
type Colour = readonly [number, number, number];

/**
 * A copy of a segmentation, its voxels as runs, on all images that its labelmap covers.
 * @param stackImage an image of the stack that it is of
 * @throws UserError if one of its label images is not in memory
 */
export function keepSegmentation(
  segmentation: OhifSegmentation,
  stackImage: string | null,
  colourOf: (index: number) => Colour,
): KeptSegmentation | null {
  const { segmentationId, label } = segmentation;
  const imageIds = sourceImageIds(segmentation);
  const indices = Object.keys(segmentation.segments).map(Number).filter(isForeground);
  if (indices.length === 0) return null;
  const studyKey = instanceOf(imageIds[0]).StudyInstanceUID;
  const runsOf = runsOfSegments(segmentation, imageIds);
  return {
    ...{ segmentationId, label, imageIds, stackImage, studyKey },
    segments: indices.map((index) => {
      const { label, locked, active } = segmentation.segments[index];
      return {
        ...{ index, label, locked: Boolean(locked), active: Boolean(active), colour: colourOf(index) },
        runs: runsOf(index),
      };
    }),
  };
}

/** The runs of a segment on every image. Each plane is looked through once, however many segments are on it. */
function runsOfSegments(
  segmentation: OhifSegmentation,
  imageIds: readonly string[],
): (index: number) => Uint32Array[] {
  const layers = layersOf(segmentation);
  const known = new Map<LayerImages, readonly ReadonlyMap<number, Uint32Array>[]>();
  return (index) => {
    const { layer, value } = placeOf(segmentation, index, layers);
    const planes =
      known.get(layer) ?? imageIds.map((imageId, n) => runsByValue(planeOver(layer, imageId, n)));
    known.set(layer, planes);
    return planes.map((runs) => runs.get(value) ?? new Uint32Array(0));
  };
}

/** Where the voxels of a segment are: the layer, and the value there. */
function placeOf({ representationData }: OhifSegmentation, index: number, layers: readonly LayerImages[]) {
  const { labelmapId, labelValue } = bindingOf(representationData.Labelmap ?? {}, index);
  const layer = layers.find((candidate) => candidate.labelmapId === labelmapId) ?? layers[0];
  return { layer, value: labelValue };
}

function planeOver(layer: LayerImages, imageId: string, n: number) {
  return labelPlane(layer.bySource.get(imageId), n + 1);
}

/** A segmentation to create, its voxels as runs. */
export type NewSegmentation = Pick<KeptSegmentation, 'segmentationId' | 'label' | 'imageIds' | 'segments'>;

/** Creates a segmentation on a display set and shows it in a viewport. @returns false if the viewer did not take it */
export async function createSegmentation(
  { segmentationId, label, imageIds, segments }: NewSegmentation,
  { segmentationService }: Services,
  displaySet: DisplaySet,
  viewportId: string,
): Promise<boolean> {
  await segmentationService.createLabelmapForDisplaySet(displaySet, {
    segmentationId,
    label,
    segments: Object.fromEntries(
      segments.map((segment) => [
        segment.index,
        {
          segmentIndex: segment.index,
          label: segment.label,
          locked: segment.locked,
          active: segment.active,
          cachedStats: {},
        },
      ]),
    ),
  });
  const created = segmentationService.getSegmentation(segmentationId);
  if (!created) return false;
  addLayers(created, layersWithoutOverlap(segments));
  const layers = layersOf(created);
  for (const { index, runs } of segments) {
    const { layer, value } = placeOf(created, index, layers);
    runs.forEach((ends, n) => {
      if (ends.length > 0) setRuns(planeOver(layer, imageIds[n], n), ends, value);
    });
  }
  // OHIF remembers the colour table of an identifier beyond the mode, the table itself is gone: so a new one is given, and
  // setting a colour makes OHIF remember that one.
  await segmentationService.addSegmentationRepresentation(viewportId, {
    segmentationId,
    type: 'Labelmap',
    config: { colorLUTOrIndex: colourTable(segments) },
  });
  for (const { index, colour } of segments) {
    segmentationService.setSegmentColor(viewportId, segmentationId, index, [...colour, 255]);
  }
  const active = segments.find((segment) => segment.active);
  if (active) segmentationService.setActiveSegment(segmentationId, active.index);
  csSegmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId);
  return true;
}

/** Gives a new segmentation further labelmaps for the segments that overlap those of the first. */
function addLayers(created: OhifSegmentation, [, ...further]: readonly (readonly number[])[]): void {
  const data = created.representationData.Labelmap as MutableLabelmapData | undefined;
  const sources = data?.referencedImageIds;
  if (!data || !sources || further.length === 0) return;
  const primary = primaryLabelmap(created, data);
  data.segmentBindings ??= {};
  for (const index of Object.keys(created.segments).map(Number)) {
    data.segmentBindings[index] = { labelmapId: primary, labelValue: index };
  }
  further.forEach((indices, n) => {
    const labelmapId = `${created.segmentationId}-storage-${n + 1}`;
    const images = imageLoader.createAndCacheDerivedLabelmapImages([...sources]);
    data.labelmaps![labelmapId] = {
      labelmapId,
      storageKind: 'stack',
      imageIds: images.map(({ imageId }) => imageId),
      referencedImageIds: sources,
    };
    for (const index of indices) data.segmentBindings![index] = { labelmapId, labelValue: index };
  });
}

type MutableLabelmapData = {
  -readonly [Key in keyof LabelmapData]: LabelmapData[Key];
} & {
  labelmaps?: Record<string, LabelmapLayer & { readonly storageKind?: string }>;
  segmentBindings?: Record<number, { readonly labelmapId: string; readonly labelValue: number }>;
};

/** The labelmap that the viewer made, as a layer with a name. */
function primaryLabelmap({ segmentationId }: OhifSegmentation, data: MutableLabelmapData): string {
  const known = data.primaryLabelmapId ?? Object.keys(data.labelmaps ?? {})[0];
  if (known && data.labelmaps?.[known]) return known;
  const labelmapId = known ?? `${segmentationId}-storage-0`;
  const { imageIds, referencedImageIds } = data;
  data.labelmaps = { [labelmapId]: { labelmapId, storageKind: 'stack', imageIds, referencedImageIds } };
  data.primaryLabelmapId = labelmapId;
  return labelmapId;
}

/** Colours by segment index, RGBA in 0..255; the palette of Cornerstone3D where there is no segment. */
function colourTable(segments: KeptSegmentation['segments']): number[][] {
  const length = Math.max(...segments.map(({ index }) => index)) + 1;
  const table = Array.from({ length }, (_, index) => [...paletteEntry(index)]);
  for (const { index, colour } of segments) table[index] = [...colour, 255];
  return table;
}
