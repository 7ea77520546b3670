/**
 * The parts of OHIF 3.13's services that this extension calls. OHIF publishes no types, so these are written from what
 * its prebuilt viewer does; `unknown` stands where nothing is read.
 */

export interface Subscription {
  unsubscribe(): void;
}

interface PubSub {
  readonly EVENTS: Readonly<Record<string, string>>;
  subscribe(event: string, callback: (data: never) => void): Subscription;
}

/** A DICOM data set with keywords as names. */
export type NaturalInstance = Readonly<Record<string, unknown>> & {
  readonly SOPInstanceUID: string;
  readonly SOPClassUID: string;
  readonly SeriesInstanceUID: string;
  readonly StudyInstanceUID: string;
};

export interface DisplaySet {
  readonly displaySetInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly StudyInstanceUID: string;
  readonly Modality?: string;
  readonly imageIds?: readonly string[];
  /** Several images in each place, told apart by time, echo or the like: OHIF shows one group of them after the other. */
  readonly isDynamicVolume?: boolean;
  readonly dynamicVolumeInfo?: { readonly timePoints: readonly (readonly string[])[] };
  readonly SOPInstanceUID?: string;
  /** Display set that an overlay (SEG, RTSTRUCT) belongs to. */
  readonly referencedDisplaySetInstanceUID?: string;
  /** Header of the object, for display sets of a single one such as SEG. */
  readonly instance?: NaturalInstance;
}

export interface LabelmapLayer {
  readonly labelmapId: string;
  readonly imageIds?: readonly string[];
  readonly referencedImageIds?: readonly string[];
}

export interface LabelmapData {
  readonly imageIds?: readonly string[];
  readonly referencedImageIds?: readonly string[];
  readonly primaryLabelmapId?: string;
  readonly labelmaps?: Readonly<Record<string, LabelmapLayer>>;
  readonly segmentBindings?: Readonly<
    Record<number, { readonly labelmapId: string; readonly labelValue: number }>
  >;
}

export interface OhifSegment {
  readonly segmentIndex: number;
  readonly label: string;
  readonly active: boolean;
  readonly locked: boolean;
}

export interface OhifSegmentation {
  readonly segmentationId: string;
  readonly label: string;
  readonly segments: Readonly<Record<number, OhifSegment>>;
  readonly representationData: { readonly Labelmap?: LabelmapData };
}

export interface SegmentationService extends PubSub {
  getSegmentation(segmentationId: string): OhifSegmentation | undefined;
  getActiveSegmentation(viewportId: string): OhifSegmentation | undefined;
  getActiveSegment(viewportId: string): OhifSegment | undefined;
  getSegmentationRepresentations(
    viewportId: string,
  ): readonly { readonly segmentationId: string; readonly type: string; readonly visible: boolean }[];
  setActiveSegmentation(viewportId: string, segmentationId: string): void;
  setActiveSegment(segmentationId: string, segmentIndex: number): void;
  addSegment(segmentationId: string, config?: unknown): void;
  getSegmentColor(
    viewportId: string,
    segmentationId: string,
    segmentIndex: number,
  ): ArrayLike<number> | undefined;
  setSegmentColor(
    viewportId: string,
    segmentationId: string,
    segmentIndex: number,
    colour: readonly number[],
  ): void;
  /** @returns the identifier */
  createLabelmapForDisplaySet(
    displaySet: DisplaySet,
    options: {
      readonly segmentationId: string;
      readonly label: string;
      readonly segments: Readonly<Record<number, OhifSegment & { readonly cachedStats: object }>>;
    },
  ): Promise<string>;
  addSegmentationRepresentation(
    viewportId: string,
    options: {
      readonly segmentationId: string;
      readonly type: string;
      readonly config?: { readonly colorLUTOrIndex?: readonly (readonly number[])[] };
    },
  ): Promise<void>;
}

export interface ViewportGridService extends PubSub {
  getActiveViewportId(): string | null | undefined;
  getState(): { readonly viewports: ReadonlyMap<string, unknown> };
  getDisplaySetsUIDsForViewport(viewportId: string): readonly string[] | undefined;
}

export interface DisplaySetService extends PubSub {
  getDisplaySetByUID(uid: string): DisplaySet | undefined;
  getActiveDisplaySets(): readonly DisplaySet[];
}

/** What OHIF has read of a study: the objects of its metadata store, which grow as further headers come in. */
export interface StudyHeaders {
  readonly StudyInstanceUID: string;
  readonly series: readonly { readonly instances?: readonly NaturalInstance[] }[];
}

/** The only service that gives a plugin the headers of instances that no display set shows. */
export interface HangingProtocolService {
  readonly studies?: readonly (StudyHeaders | undefined)[];
}

/** The common part of Cornerstone3D's stack and volume viewports. */
export interface ShownViewport {
  readonly element: HTMLDivElement;
  readonly type: string;
  getCurrentImageId?(): string | undefined;
  getImageIds?(): readonly string[];
  setImageIdIndex?(index: number): Promise<unknown>;
  getActors?(): readonly { readonly representationUID?: string }[];
  jumpToWorld?(point: [number, number, number]): void;
  getCamera?(): { readonly viewPlaneNormal?: readonly number[] };
  worldToCanvas(point: [number, number, number]): [number, number];
  render(): void;
}

export interface CornerstoneViewportService extends PubSub {
  getCornerstoneViewport(viewportId: string): ShownViewport | undefined | null;
}

export interface CustomizationService {
  getCustomization(name: string): unknown;
  setCustomizations(changes: Readonly<Record<string, unknown>>): void;
}

/** How OHIF's own export writes SEGs. */
export interface SegStoreConfig {
  readonly defaultMode?: 'labelmap' | 'bitmap';
  readonly transferSyntaxUID?: string;
}

export interface DataSourceConfig {
  readonly name?: string;
  readonly supportsStow?: boolean;
  readonly wadoRoot?: string;
  readonly segmentation?: { readonly store?: SegStoreConfig };
}

export interface DataSource {
  getConfig?(): DataSourceConfig | undefined;
  getImageIdsForInstance?(query: {
    readonly instance: Readonly<Record<string, unknown>>;
    readonly frame?: number;
  }): unknown;
  readonly store?: { dicom?(file: ArrayBuffer): Promise<unknown> };
  readonly retrieve?: {
    readonly series?: {
      metadata?(query: {
        StudyInstanceUID: string;
        filters?: { seriesInstanceUID: string[] };
        madeInClient?: boolean;
      }): Promise<unknown>;
    };
  };
  deleteStudyMetadataPromise?(key: string): void;
}

/** What OHIF has to know to fetch an instance; its own readers take it from a display set. */
export interface InstanceToFetch {
  readonly StudyInstanceUID: string;
  readonly SeriesInstanceUID: string;
  readonly SOPInstanceUID: string;
  readonly wadoRoot?: unknown;
  readonly wadoUri?: unknown;
  readonly instance: NaturalInstance;
}

/** How OHIF's own readers of SEG and RTSTRUCT get at the file, whatever the data source. */
export interface CornerstoneUtilities {
  readonly exports: {
    readonly dicomLoaderService: {
      findDicomDataPromise(
        displaySet: InstanceToFetch,
        studies: null,
        headers: unknown,
      ): Promise<ArrayBuffer | Uint8Array>;
    };
  };
}

/** Short messages at the edge of the viewer. */
export interface UiNotificationService {
  show(notification: {
    readonly title: string;
    readonly message: string;
    readonly type: 'info' | 'success' | 'warning' | 'error';
    readonly duration: number;
  }): unknown;
}

export interface ExtensionManager {
  getModuleEntry(name: string): unknown;
  getActiveDataSource(): readonly DataSource[];
  readonly activeDataSource?: string;
}

export interface CommandsManager {
  run(command: string, options?: Readonly<Record<string, unknown>>): unknown;
}

export interface ServicesManager {
  readonly services: {
    readonly segmentationService: SegmentationService;
    readonly viewportGridService: ViewportGridService;
    readonly displaySetService: DisplaySetService;
    readonly cornerstoneViewportService: CornerstoneViewportService;
    readonly hangingProtocolService?: HangingProtocolService;
    readonly uiNotificationService?: UiNotificationService;
    readonly userAuthenticationService?: { getAuthorizationHeader(): unknown };
    readonly [name: string]: unknown;
  };
  registerService(registration: unknown): void;
}

export interface OhifManagers {
  readonly servicesManager: ServicesManager;
  readonly commandsManager: CommandsManager;
  readonly extensionManager: ExtensionManager;
}
