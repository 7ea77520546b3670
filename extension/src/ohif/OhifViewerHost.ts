import { UserError, type Volume } from '@few-shot-lms/engine';
import { Enums as CoreEnums, type Types } from '@cornerstonejs/core';
import { segmentation as csSegmentation } from '@cornerstonejs/tools';
import { texts } from '../texts';
import {
  segmentKey,
  sliceNumber,
  type SegmentSummary,
  type SeriesSummary,
  type ViewerContext,
} from '../state/viewerContext';
import { collectSegSource } from './collectSegSource';
import { pushHistory } from './history';
import { bindingOf, isForeground, labelPlane, layersOf, sourceImageIds } from './labelmapLayers';
import type { DisplaySet, OhifManagers, OhifSegmentation, ShownViewport } from './ohifServices';
import { redrawMissingOverlays } from './redrawMissingOverlays';
import { NotReadyError, resolveSeries, type ResolvedSeries } from './resolveSeries';
import { modalityScale, sourceImage, visitImages } from './sourceImages';
import { canStore, downloadFile, storeFile } from './storage';
import { VolumeBuilder } from './VolumeBuilder';
import type { GreySlice, HostListener, SegmentLabels, StoredFile, ViewerHost } from './ViewerHost';
import { watchViewer } from './watchViewer';

/** The brush of OHIF's segmentation tool groups. */
const BRUSH = 'CircularBrush';

/** OHIF and Cornerstone3D behind the `ViewerHost` interface. */
export class OhifViewerHost implements ViewerHost {
  /** Series by the images that the viewer lists for them; a UserError stands for one that cannot be used. */
  private readonly resolved = new Map<string, ResolvedSeries | UserError>();
  private readonly bySummary = new Map<string, ResolvedSeries>();

  constructor(private readonly managers: OhifManagers) {}

  context(): ViewerContext {
    const viewportId = this.services.viewportGridService.getActiveViewportId();
    if (!viewportId) return { kind: 'no-series', reason: texts.problems.noViewport };
    const segmentation = this.services.segmentationService.getActiveSegmentation(viewportId) ?? undefined;
    const labelmap = segmentation?.representationData.Labelmap ? segmentation : undefined;
    const displaySet = this.displaySetIn(viewportId);
    const imageIds = labelmap ? sourceImageIds(labelmap) : displaySet?.imageIds;
    if (!imageIds || imageIds.length === 0) return { kind: 'no-series', reason: noImagesReason(displaySet) };
    try {
      const series = this.series(imageIds).summary;
      const segment = labelmap && this.activeSegment(viewportId, labelmap);
      return segment ? { kind: 'segment', series, segment } : { kind: 'no-segment', series };
    } catch (error) {
      if (error instanceof UserError) return { kind: 'no-series', reason: error.message };
      if (error instanceof NotReadyError) return { kind: 'no-series', reason: texts.problems.loadingSeries };
      throw error;
    }
  }

  currentSlice(): number | null {
    const context = this.context();
    if (context.kind === 'no-series') return null;
    const imageId = this.activeViewport()?.getCurrentImageId?.();
    const slice = imageId === undefined ? -1 : this.seriesOf(context.series).imageIds.indexOf(imageId);
    return slice < 0 ? null : slice;
  }

  watch(listener: HostListener): () => void {
    const onContext = () => {
      this.leaveBackground();
      listener.onContext();
    };
    const stopWatching = watchViewer(
      this.services,
      { ...listener, onContext },
      () => this.activeViewport()?.element,
    );
    const stopRedrawing = redrawMissingOverlays(this.services);
    return () => {
      stopWatching();
      stopRedrawing();
    };
  }

  async startDrawing(): Promise<void> {
    const { segmentationService, viewportGridService } = this.services;
    const viewportId = viewportGridService.getActiveViewportId();
    const context = this.context();
    if (!viewportId || context.kind === 'no-series') {
      throw new UserError(context.kind === 'no-series' ? context.reason : texts.problems.noViewport);
    }
    const existing = segmentationService.getActiveSegmentation(viewportId);
    if (!existing?.representationData.Labelmap) {
      await this.managers.commandsManager.run('createLabelmapForViewport', {
        viewportId,
        options: { createInitialSegment: true },
      });
    } else if (context.kind === 'no-segment') {
      segmentationService.addSegment(existing.segmentationId);
    }
    this.takeBrush();
  }

  takeBrush(): void {
    const { commandsManager } = this.managers;
    commandsManager.run('setToolActiveToolbar', { toolName: BRUSH, toolGroupIds: ['default', 'mpr'] });
  }

  goToSlice(slice: number): void {
    const context = this.context();
    const viewport = this.activeViewport();
    if (context.kind === 'no-series' || !viewport) return;
    const { imageIds, geometry } = this.seriesOf(context.series);
    const index =
      viewport.type === CoreEnums.ViewportType.STACK ? viewport.getImageIds?.().indexOf(imageIds[slice]) : -1;
    if (index !== undefined && index >= 0) {
      void viewport.setImageIdIndex?.(index);
    } else {
      viewport.jumpToWorld?.(sliceCentre(geometry, slice));
      viewport.render();
    }
  }

  labels(segment: SegmentSummary): SegmentLabels | null {
    const segmentation = this.services.segmentationService.getSegmentation(segment.segmentationId);
    const data = segmentation?.representationData.Labelmap;
    if (!segmentation || !data || !segmentation.segments[segment.index]) return null;
    const { imageIds, geometry, summary } = this.series(sourceImageIds(segmentation));
    const voxels = geometry.rows * geometry.columns;
    const layers = layersOf(segmentation);
    const { labelmapId, labelValue } = bindingOf(data, segment.index);
    const own = layers.find((layer) => layer.labelmapId === labelmapId) ?? layers[0];
    const others = layers.filter((layer) => layer !== own);
    return {
      slices: imageIds.length,
      labelValue,
      plane: (k) => labelPlane(own.bySource.get(imageIds[k]), sliceNumber(summary, k), voxels),
      takenElsewhere(k) {
        if (others.length === 0) return undefined;
        const taken = new Uint8Array(voxels);
        for (const layer of others) {
          const plane = labelPlane(layer.bySource.get(imageIds[k]), sliceNumber(summary, k), voxels);
          for (let n = 0; n < voxels; n++) if (plane[n] !== 0) taken[n] = 1;
        }
        return taken;
      },
    };
  }

  labelsChanged(segmentationId: string): void {
    if (!this.services.segmentationService.getSegmentation(segmentationId)) return;
    csSegmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId);
  }

  readonly pushHistory = pushHistory;

  async readVolume(
    summary: SeriesSummary,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<Volume> {
    const { imageIds, geometry } = this.seriesOf(summary);
    const builder = new VolumeBuilder(geometry.rows * geometry.columns, geometry.slices);
    const numberOf = (slice: number) => sliceNumber(summary, slice);
    let done = 0;
    const add = (slice: number, image: Types.IImage) => {
      const pixels = image.voxelManager?.getScalarData() ?? image.getPixelData();
      if (pixels.length !== geometry.rows * geometry.columns) {
        throw new UserError(texts.problems.sliceSize(numberOf(slice)));
      }
      builder.add(slice, pixels, modalityScale(image));
      onProgress(++done, imageIds.length);
    };
    await visitImages(imageIds, add, numberOf, signal);
    return { geometry, data: builder.build(), modality: summary.modality };
  }

  async greySlice(summary: SeriesSummary, slice: number): Promise<GreySlice> {
    const image = await sourceImage(this.seriesOf(summary).imageIds[slice], sliceNumber(summary, slice));
    const { slope, intercept } = modalityScale(image);
    const width = firstNumber(image.windowWidth);
    const centre = firstNumber(image.windowCenter);
    const windowed = width !== undefined && centre !== undefined && width > 0;
    return {
      columns: image.columns,
      rows: image.rows,
      values: image.voxelManager?.getScalarData() ?? image.getPixelData(),
      lower: windowed ? (centre - width / 2 - intercept) / slope : image.minPixelValue,
      upper: windowed ? (centre + width / 2 - intercept) / slope : image.maxPixelValue,
      inverted: image.photometricInterpretation === 'MONOCHROME1',
    };
  }

  segSource(segment: SegmentSummary) {
    const segmentation = this.services.segmentationService.getSegmentation(segment.segmentationId);
    if (!segmentation) throw new UserError(texts.problems.segmentGone);
    const viewportId = this.services.viewportGridService.getActiveViewportId() ?? '';
    return collectSegSource(segmentation, this.series(sourceImageIds(segmentation)), (index) =>
      this.colour(viewportId, segment.segmentationId, index),
    );
  }

  canStore(): boolean {
    return canStore(this.dataSource());
  }

  async store(file: StoredFile): Promise<void> {
    const source = this.dataSource();
    if (!source || !canStore(source)) throw new UserError(texts.save.noStore);
    await storeFile(source, file);
  }

  readonly download = downloadFile;

  private get services() {
    return this.managers.servicesManager.services;
  }

  private dataSource() {
    return this.managers.extensionManager.getActiveDataSource()[0];
  }

  private activeViewport(): ShownViewport | undefined {
    const { viewportGridService, cornerstoneViewportService } = this.services;
    const viewportId = viewportGridService.getActiveViewportId();
    return (viewportId && cornerstoneViewportService.getCornerstoneViewport(viewportId)) || undefined;
  }

  /** The image series in a viewport; for an overlay the series that it lies on. */
  private displaySetIn(viewportId: string): DisplaySet | undefined {
    const { viewportGridService, displaySetService } = this.services;
    const shown = (viewportGridService.getDisplaySetsUIDsForViewport(viewportId) ?? []).map((uid) =>
      displaySetService.getDisplaySetByUID(uid),
    );
    const withImages = shown.find((displaySet) => displaySet?.imageIds?.length);
    if (withImages) return withImages;
    const overlay = shown.find((displaySet) => displaySet?.referencedDisplaySetInstanceUID);
    const reference = overlay?.referencedDisplaySetInstanceUID;
    return (reference ? displaySetService.getDisplaySetByUID(reference) : undefined) ?? shown[0];
  }

  private activeSegment(viewportId: string, segmentation: OhifSegmentation): SegmentSummary | undefined {
    const segment = this.services.segmentationService.getActiveSegment(viewportId);
    if (!segment || !isForeground(segment.segmentIndex)) return undefined;
    const { segmentationId, label } = segmentation;
    return {
      key: segmentKey(segmentationId, segment.segmentIndex),
      segmentationId,
      segmentationLabel: label,
      index: segment.segmentIndex,
      label: segment.label,
      colour: this.colour(viewportId, segmentationId, segment.segmentIndex),
      locked: Boolean(segment.locked),
    };
  }

  /** After a label map SEG was opened OHIF has its background active, and the brush would only erase. */
  private leaveBackground(): void {
    const { segmentationService, viewportGridService } = this.services;
    const viewportId = viewportGridService.getActiveViewportId();
    const active = viewportId && segmentationService.getActiveSegment(viewportId);
    if (!active || isForeground(active.segmentIndex)) return;
    const segmentation = segmentationService.getActiveSegmentation(viewportId);
    const first = Object.keys(segmentation?.segments ?? {})
      .map(Number)
      .find(isForeground);
    if (segmentation && first !== undefined) {
      segmentationService.setActiveSegment(segmentation.segmentationId, first);
    }
  }

  private colour(
    viewportId: string,
    segmentationId: string,
    index: number,
  ): readonly [number, number, number] {
    const colour = this.services.segmentationService.getSegmentColor(viewportId, segmentationId, index);
    return colour ? [colour[0], colour[1], colour[2]] : [221, 84, 84];
  }

  private series(imageIds: readonly string[]): ResolvedSeries {
    const key = `${imageIds.length}|${imageIds[0]}|${imageIds[imageIds.length - 1]}`;
    let found = this.resolved.get(key);
    if (!found) {
      try {
        found = resolveSeries(imageIds);
        this.bySummary.set(found.summary.key, found);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        found = error;
      }
      this.resolved.set(key, found);
    }
    if (found instanceof UserError) throw found;
    return found;
  }

  private seriesOf(summary: SeriesSummary): ResolvedSeries {
    const found = this.bySummary.get(summary.key);
    if (!found) throw new UserError(texts.problems.noSeries);
    return found;
  }
}

function noImagesReason(displaySet: DisplaySet | undefined): string {
  if (!displaySet) return texts.problems.noViewport;
  return displaySet.Modality ? texts.problems.notImages(displaySet.Modality) : texts.problems.noSeries;
}

function firstNumber(value: number | number[] | undefined): number | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function sliceCentre(geometry: ResolvedSeries['geometry'], slice: number): [number, number, number] {
  const { origin, direction, spacing, columns, rows, slicePositions } = geometry;
  const steps = [((columns - 1) / 2) * spacing[0], ((rows - 1) / 2) * spacing[1], slicePositions[slice]];
  const at = (axis: 0 | 1 | 2) =>
    origin[axis] + steps.reduce((sum, step, n) => sum + step * direction[n][axis], 0);
  return [at(0), at(1), at(2)];
}
