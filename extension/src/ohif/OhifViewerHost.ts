import { VolumeBuilder, type SegTarget } from '@few-shot-lms/dicom-seg';
import { UserError, type Volume } from '@few-shot-lms/engine';
import { Enums as CoreEnums, metaData, type Types } from '@cornerstonejs/core';
import { segmentation as csSegmentation } from '@cornerstonejs/tools';
import { spoken } from '../said';
import { texts } from '../texts';
import {
  listedSegments,
  segmentKey,
  sliceNumber,
  type SegmentSummary,
  type SeriesSummary,
  type ViewerContext,
} from '../state/viewerContext';
import type { OpenedSeg } from '../opening/OpenedSeg';
import type { LoadedSeg } from '../saving/LoadedSeg';
import type { SegListing } from '../state/sessionState';
import { addSegment } from './addSegment';
import { askBeforeUnload } from './askBeforeUnload';
import { asNewSegmentation } from './asNewSegmentation';
import { collectSegSource } from './collectSegSource';
import { copyText } from './copyText';
import { findLoadedSeg } from './findLoadedSeg';
import { pushHistory } from './history';
import { createSegmentation, keepSegmentation } from './keptSegmentations';
import { labelledImages, phasesNotice } from './labelledImages';
import { isForeground, sourceImageIds } from './labelmapLayers';
import type {
  CustomizationService,
  DisplaySet,
  OhifManagers,
  OhifSegmentation,
  ShownViewport,
} from './ohifServices';
import { pauseStatistics } from './pauseStatistics';
import { redrawMissingOverlays } from './redrawMissingOverlays';
import { instanceOf, NotReadyError, resolveSeries } from './resolveSeries';
import type { ResolvedSeries } from './ResolvedSeries';
import type { SeriesStacks } from './SeriesStacks';
import { frameNumberOf } from './sliceOfImage';
import { StackChoice } from './StackChoice';
import { listSegs, segFile, segNumbers } from './savedSegs';
import { SegmentColours } from './SegmentColours';
import { segTarget } from './segTarget';
import { segmentationLabels } from './segmentationLabels';
import { segStoreSettings, type SegStoreSettings } from './segStoreSettings';
import { sliceViewport, type SliceViewport } from './sliceViewport';
import { modalityScale, sourceImage, visitImages } from './sourceImages';
import { canStore, downloadFile, storeFile } from './storage';
import type {
  GreySlice,
  HostListener,
  KeptSegmentation,
  Notice,
  ReadOptions,
  SegmentationLabels,
  SliceOverlay,
  StoredFile,
  ViewerHost,
} from './ViewerHost';
import { ViewportOverlay } from './ViewportOverlay';
import { watchViewer } from './watchViewer';

/** The brush of OHIF's segmentation tool groups. */
const BRUSH = 'CircularBrush';

/** Whoever scrolls through a series is not after each of its stacks. */
const REST_MS = 400;

/** Time to read a long sentence; for as long OHIF shows the same error no second time. */
const NOTICE_MS = 10_000;

/** OHIF and Cornerstone3D behind the `ViewerHost` interface. */
export class OhifViewerHost implements ViewerHost {
  /** Series by the images that the viewer lists for them; a UserError stands for one that cannot be used. */
  private readonly resolved = new Map<string, SeriesStacks | UserError>();
  private readonly bySummary = new Map<string, ResolvedSeries>();
  private readonly overlay = new ViewportOverlay();
  private readonly stackChoice = new StackChoice();
  private readonly colours = new SegmentColours(
    () => this.services.segmentationService,
    () => this.viewportIds(),
  );
  /** What SEGs say that were opened here, by segmentation; those that are kept while the mode is left among them. */
  private readonly opened = new Map<string, LoadedSeg>();

  constructor(private readonly managers: OhifManagers) {}

  context(): ViewerContext {
    const viewportId = this.services.viewportGridService.getActiveViewportId();
    if (!viewportId) return { kind: 'no-series', reason: texts.problems.noViewport };
    const segmentation = this.services.segmentationService.getActiveSegmentation(viewportId) ?? undefined;
    const labelmap = segmentation?.representationData.Labelmap ? segmentation : undefined;
    const displaySet = this.displaySetIn(viewportId);
    const imageIds = labelmap ? sourceImageIds(labelmap) : displaySet && labelledImages(displaySet);
    if (!imageIds || imageIds.length === 0) return { kind: 'no-series', reason: noImagesReason(displaySet) };
    try {
      const series = labelmap ? this.seriesUnder(labelmap) : this.stacks(imageIds).shown(this.imageInView());
      const summary = { ...series.summary, stack: series.summary.stack ?? phasesNotice(displaySet) };
      const segments = labelmap ? this.segmentsOf(labelmap) : [];
      const active = this.services.segmentationService.getActiveSegment(viewportId)?.segmentIndex;
      const segment = segments.find(({ index }) => index === active);
      return segment
        ? { kind: 'segment', series: summary, segment, segments }
        : {
            kind: 'no-segment',
            series: summary,
            segmentation: labelmap && {
              segmentationId: labelmap.segmentationId,
              indices: segments.map(({ index }) => index),
            },
          };
    } catch (error) {
      if (error instanceof UserError) return { kind: 'no-series', reason: spoken(error) };
      if (error instanceof NotReadyError) return { kind: 'no-series', reason: texts.problems.loadingSeries };
      throw error;
    }
  }

  currentSlice(): number | null {
    const context = this.context();
    if (context.kind === 'no-series') return null;
    const series = this.seriesOf(context.series);
    const found = this.sliceViewport(series);
    const imageId = found?.inPlane ? found.viewport.getCurrentImageId?.() : undefined;
    const slice = imageId === undefined ? -1 : series.imageIds.indexOf(imageId);
    return slice < 0 ? null : slice;
  }

  watch(listener: HostListener): () => void {
    let series = this.seriesKey();
    const onContext = () => {
      this.leaveBackground();
      series = this.seriesKey();
      listener.onContext();
    };
    // Coming to rest on another stack of the series, and the first stroke there, are no events of their own.
    const followStack = () => {
      if (this.seriesKey() !== series) onContext();
    };
    let rest: ReturnType<typeof setTimeout> | undefined;
    const stopWatching = watchViewer(
      this.services,
      {
        onContext,
        onSlice: () => {
          listener.onSlice();
          clearTimeout(rest);
          rest = setTimeout(followStack, REST_MS);
        },
        onLabels: (segmentationId) => {
          this.stackChoice.lookAgain(segmentationId);
          followStack();
          listener.onLabels(segmentationId);
        },
        onSegmentationRemoved: (segmentationId) => {
          this.forget(segmentationId);
          listener.onSegmentationRemoved(segmentationId);
        },
      },
      () => this.viewportIds().flatMap((viewportId) => this.viewport(viewportId)?.element ?? []),
    );
    const stopRedrawing = redrawMissingOverlays(this.services);
    return () => {
      clearTimeout(rest);
      stopWatching();
      stopRedrawing();
      // They are resolved anew when they are shown again; kept, they would add up over studies.
      this.resolved.clear();
      this.bySummary.clear();
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

  async addSegment(): Promise<void> {
    const context = this.context();
    const listed = context.kind === 'segment' ? listedSegments(context) : null;
    // Without an active label it is the first one that is to be drawn.
    if (!listed) return this.startDrawing();
    addSegment(this.services.segmentationService, listed);
    this.takeBrush();
  }

  takeBrush(): void {
    const { commandsManager } = this.managers;
    commandsManager.run('setToolActiveToolbar', { toolName: BRUSH, toolGroupIds: ['default', 'mpr'] });
  }

  async goToSlice(slice: number): Promise<boolean> {
    const context = this.context();
    if (context.kind === 'no-series') return false;
    const series = this.seriesOf(context.series);
    const found = this.sliceViewport(series);
    if (!found) return false;
    const { viewport, inPlane } = found;
    const index =
      viewport.type === CoreEnums.ViewportType.STACK
        ? viewport.getImageIds?.().indexOf(series.imageIds[slice])
        : -1;
    if (index !== undefined && index >= 0) {
      await viewport.setImageIdIndex?.(index);
    } else {
      viewport.jumpToWorld?.(sliceCentre(series.geometry, slice));
      viewport.render();
    }
    return inPlane;
  }

  activateSegmentation(segmentationId: string): void {
    const { segmentationService, viewportGridService } = this.services;
    const viewportId = viewportGridService.getActiveViewportId();
    if (viewportId) segmentationService.setActiveSegmentation(viewportId, segmentationId);
  }

  activateSegment({ segmentationId, index }: SegmentSummary): void {
    this.services.segmentationService.setActiveSegment(segmentationId, index);
  }

  showOverlay(overlay: SliceOverlay | null): void {
    if (!overlay) return this.overlay.remove();
    const context = this.context();
    const series = context.kind === 'no-series' ? undefined : this.seriesOf(context.series);
    this.overlay.show(overlay, series && this.sliceViewport(series)?.viewport, series);
  }

  labels(segmentationId: string): SegmentationLabels | null {
    const segmentation = this.services.segmentationService.getSegmentation(segmentationId);
    if (!segmentation?.representationData.Labelmap) return null;
    return segmentationLabels(segmentation, this.seriesUnder(segmentation));
  }

  draws(segmentationId: string, slice: number): boolean {
    const { segmentationService } = this.services;
    const segmentation = segmentationService.getSegmentation(segmentationId);
    if (!segmentation?.representationData.Labelmap) return false;
    const imageId = this.seriesUnder(segmentation).imageIds[slice];
    return this.viewportIds().some((viewportId) => {
      const viewport = this.viewport(viewportId);
      const overlays = segmentationService.getSegmentationRepresentations(viewportId);
      if (!viewport || !overlays.some((overlay) => overlay.segmentationId === segmentationId)) return false;
      // Planes through a volume and surfaces may show any slice.
      return viewport.type !== CoreEnums.ViewportType.STACK || viewport.getCurrentImageId?.() === imageId;
    });
  }

  labelsChanged(segmentationId: string): void {
    if (!this.services.segmentationService.getSegmentation(segmentationId)) return;
    csSegmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId);
  }

  pauseStatistics(): () => void {
    return pauseStatistics(this.customizations());
  }

  readonly pushHistory = pushHistory;

  async readVolume(summary: SeriesSummary, options: ReadOptions): Promise<Volume> {
    const { imageIds, geometry } = this.seriesOf(summary);
    const builder = new VolumeBuilder(geometry.rows * geometry.columns, geometry.slices);
    const numberOf = (slice: number) => sliceNumber(summary, slice);
    let done = 0;
    const add = (slice: number, image: Types.IImage) => {
      const pixels = image.voxelManager?.getScalarData() ?? image.getPixelData();
      if (pixels.length !== geometry.rows * geometry.columns) {
        throw new UserError(texts.problems.sliceSize(numberOf(slice)));
      }
      builder.set(slice, pixels, modalityScale(image));
      options.onProgress(++done, imageIds.length);
    };
    await visitImages(imageIds, add, numberOf, options);
    return { geometry, data: builder.build(), modality: summary.modality };
  }

  seriesIdentity(summary: SeriesSummary): readonly string[] {
    const instances = this.seriesOf(summary).imageIds.map(instanceOf);
    const images = instances.map((each) => [each.SOPInstanceUID, frameNumberOf(each)].join('#'));
    return [instances[0].SeriesInstanceUID, ...images];
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

  listSegs(studyKey: string): readonly SegListing[] {
    return listSegs(this.services, studyKey);
  }

  segNumbers(seriesInstanceUid: string): readonly number[] {
    return segNumbers(this.services, seriesInstanceUid);
  }

  segFile(id: string): Promise<ArrayBuffer> {
    return segFile(this.managers, id);
  }

  segTarget(summary: SeriesSummary): SegTarget {
    const { imageIds, geometry } = this.seriesOf(summary);
    return segTarget(imageIds, geometry);
  }

  async openSegmentation(summary: SeriesSummary, seg: OpenedSeg): Promise<string> {
    const { viewportGridService } = this.services;
    const viewportId = viewportGridService.getActiveViewportId();
    const displaySet = viewportId && this.displaySetIn(viewportId);
    if (!viewportId || !displaySet) throw new UserError(texts.problems.noViewport);
    const series = this.seriesOf(summary);
    const newSegmentation = asNewSegmentation(seg, series.imageIds);
    const { segmentationId } = newSegmentation;
    if (!lists(displaySet, series.imageIds)) throw new UserError(texts.open.notOpened);
    this.opened.set(segmentationId, seg.loaded);
    this.stackChoice.choose(segmentationId, series.imageIds[0]);
    if (!(await createSegmentation(newSegmentation, this.services, displaySet, viewportId))) {
      this.forget(segmentationId);
      throw new UserError(texts.open.notOpened);
    }
    return segmentationId;
  }

  segSource(segment: SegmentSummary) {
    const segmentation = this.services.segmentationService.getSegmentation(segment.segmentationId);
    if (!segmentation) throw new UserError(texts.problems.segmentGone);
    return collectSegSource(segmentation, this.seriesUnder(segmentation), (index) =>
      this.colours.of(segment.segmentationId, index),
    );
  }

  loadedSeg(segmentationId: string): LoadedSeg | null {
    const opened = this.opened.get(segmentationId);
    if (opened) return opened;
    const segmentation = this.services.segmentationService.getSegmentation(segmentationId);
    if (!segmentation) return null;
    const { imageIds } = this.seriesUnder(segmentation);
    const slices = imageIds.map(instanceOf).map((instance) => ({
      sopInstanceUid: instance.SOPInstanceUID,
      frameNumber: frameNumberOf(instance),
    }));
    return findLoadedSeg(this.services, segmentationId, slices);
  }

  segStoreSettings(): SegStoreSettings {
    const customizations = this.customizations();
    return segStoreSettings(this.dataSource()?.getConfig?.(), (name) =>
      customizations?.getCustomization(name),
    );
  }

  canStore(): boolean {
    return canStore(this.dataSource());
  }

  async store(file: StoredFile): Promise<void> {
    const source = this.dataSource();
    if (!source || !canStore(source)) throw new UserError(texts.save.noStore);
    await storeFile(source, file, (imageId) => metaData.get('instance', imageId) !== undefined);
  }

  readonly download = downloadFile;
  readonly askBeforeUnload = askBeforeUnload;
  readonly copyText = copyText;

  notify({ kind, message }: Notice): void {
    const { uiNotificationService } = this.services;
    uiNotificationService?.show({ title: texts.panel.title, message, type: kind, duration: NOTICE_MS });
  }

  loadedStudies(): readonly string[] {
    const displaySets = this.services.displaySetService.getActiveDisplaySets();
    return [...new Set(displaySets.map(({ StudyInstanceUID }) => StudyInstanceUID))];
  }

  keep(segmentationId: string): KeptSegmentation | null {
    const segmentation = this.services.segmentationService.getSegmentation(segmentationId);
    if (!segmentation?.representationData.Labelmap) return null;
    return keepSegmentation(segmentation, this.stackChoice.imageOf(segmentationId), (index) =>
      this.colours.of(segmentationId, index),
    );
  }

  forget(segmentationId: string): void {
    this.opened.delete(segmentationId);
    this.colours.forget(segmentationId);
    this.stackChoice.forget(segmentationId);
  }

  async restore(kept: KeptSegmentation): Promise<boolean> {
    const { segmentationService, viewportGridService } = this.services;
    if (segmentationService.getSegmentation(kept.segmentationId)) return true;
    const viewportId = viewportGridService.getActiveViewportId();
    const displaySet = viewportId && this.displaySetIn(viewportId);
    if (!viewportId || !displaySet || !this.activeViewport() || !lists(displaySet, kept.imageIds))
      return false;
    if (kept.stackImage !== null) this.stackChoice.choose(kept.segmentationId, kept.stackImage);
    return createSegmentation(kept, this.services, displaySet, viewportId);
  }

  private get services() {
    return this.managers.servicesManager.services;
  }

  private customizations(): CustomizationService | undefined {
    return this.services.customizationService as CustomizationService | undefined;
  }

  private dataSource() {
    return this.managers.extensionManager.getActiveDataSource()[0];
  }

  private activeViewport(): ShownViewport | undefined {
    const viewportId = this.services.viewportGridService.getActiveViewportId();
    return viewportId ? this.viewport(viewportId) : undefined;
  }

  private viewport(viewportId: string): ShownViewport | undefined {
    return this.services.cornerstoneViewportService.getCornerstoneViewport(viewportId) ?? undefined;
  }

  /** All of the layout, the active one first. */
  private viewportIds(): readonly string[] {
    const { viewportGridService } = this.services;
    const active = viewportGridService.getActiveViewportId();
    const ids = [...viewportGridService.getState().viewports.keys()];
    return ids.sort((a, b) => Number(b === active) - Number(a === active));
  }

  /** Where the slices of a series are to be seen: in the active viewport, or beside it. */
  private sliceViewport({ imageIds, geometry }: ResolvedSeries): SliceViewport | undefined {
    const showing = this.viewportIds().filter((viewportId) =>
      this.displaySetIn(viewportId)?.imageIds?.includes(imageIds[0]),
    );
    return sliceViewport(
      showing.flatMap((viewportId) => this.viewport(viewportId) ?? []),
      geometry,
    );
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

  private segmentsOf({ segmentationId, label, segments }: OhifSegmentation) {
    return Object.values(segments)
      .filter(({ segmentIndex }) => isForeground(segmentIndex))
      .map((segment): SegmentSummary => ({
        key: segmentKey(segmentationId, segment.segmentIndex),
        segmentationId,
        segmentationLabel: label,
        index: segment.segmentIndex,
        label: segment.label,
        colour: this.colours.of(segmentationId, segment.segmentIndex),
        locked: Boolean(segment.locked),
      }));
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

  private imageInView(): string | undefined {
    return this.activeViewport()?.getCurrentImageId?.();
  }

  private seriesKey(): string | null {
    const context = this.context();
    return context.kind === 'no-series' ? null : context.series.key;
  }

  /** The stack of slices that a segmentation is of. */
  private seriesUnder(segmentation: OhifSegmentation): ResolvedSeries {
    const stacks = this.stacks(sourceImageIds(segmentation));
    return this.stackChoice.of(segmentation, stacks, this.imageInView());
  }

  private stacks(imageIds: readonly string[]): SeriesStacks {
    const key = `${imageIds.length}|${imageIds[0]}|${imageIds[imageIds.length - 1]}`;
    let found = this.resolved.get(key);
    if (!found) {
      try {
        found = resolveSeries(imageIds);
        for (const series of found.usable) this.bySummary.set(series.summary.key, series);
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

function lists(displaySet: DisplaySet, wanted: readonly string[]): boolean {
  const listed = new Set(labelledImages(displaySet));
  return wanted.every((imageId) => listed.has(imageId));
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
