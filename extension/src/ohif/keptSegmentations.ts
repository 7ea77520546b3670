import { CONSTANTS, segmentation as csSegmentation } from '@cornerstonejs/tools';
import { runsOf, setRuns } from '../state/maskRuns';
import type { DisplaySet, OhifSegmentation, ServicesManager } from './ohifServices';
import type { ResolvedSeries } from './resolveSeries';
import { segmentationLabels } from './segmentationLabels';
import type { KeptSegmentation } from './ViewerHost';

type Services = ServicesManager['services'];
type Colour = readonly [number, number, number];

/** A copy of a segmentation, its voxels as runs. */
export function keepSegmentation(
  segmentation: OhifSegmentation,
  series: ResolvedSeries,
  colourOf: (index: number) => Colour,
): KeptSegmentation | null {
  const labels = segmentationLabels(segmentation, series);
  if (!labels || labels.places.length === 0) return null;
  return {
    segmentationId: segmentation.segmentationId,
    label: segmentation.label,
    seriesKey: series.summary.key,
    studyKey: series.summary.studyKey,
    segments: labels.places.map(({ index, layer, value }) => {
      const { label, locked, active } = segmentation.segments[index];
      return {
        ...{ index, label, locked: Boolean(locked), active: Boolean(active), colour: colourOf(index) },
        runs: Array.from({ length: labels.slices }, (_, k) => runsOf(labels.plane(layer, k), value)),
      };
    }),
  };
}

/** Creates a kept segmentation again on a display set, under its own identifier, and shows it in a viewport. */
export async function restoreSegmentation(
  kept: KeptSegmentation,
  { segmentationService }: Services,
  displaySet: DisplaySet,
  seriesOf: (segmentation: OhifSegmentation) => ResolvedSeries,
  viewportId: string,
): Promise<boolean> {
  const { segmentationId, label, segments } = kept;
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
  const labels = created && segmentationLabels(created, seriesOf(created));
  if (!labels) return false;
  for (const { index, runs } of segments) {
    const place = labels.places.find((candidate) => candidate.index === index);
    if (place) runs.forEach((ends, k) => setRuns(labels.plane(place.layer, k), ends, place.value));
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

/** Colours by segment index, RGBA in 0..255; the palette of Cornerstone3D where there is no segment. */
function colourTable(segments: KeptSegmentation['segments']): number[][] {
  const length = Math.max(...segments.map(({ index }) => index)) + 1;
  const table = Array.from({ length }, (_, index) => [
    ...CONSTANTS.COLOR_LUT[index % CONSTANTS.COLOR_LUT.length],
  ]);
  for (const { index, colour } of segments) table[index] = [...colour, 255];
  return table;
}
