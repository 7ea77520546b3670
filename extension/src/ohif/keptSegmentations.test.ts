import { createSegmentation, keepSegmentation } from './keptSegmentations';
import type { DisplaySet, OhifSegmentation, ServicesManager } from './ohifServices';

/** Label images by identifier. */
const mockPlanes = new Map<string, Uint8Array>();
const mockLook = jest.fn();
jest.mock('@cornerstonejs/core', () => ({
  cache: {
    getImage: (imageId: string) => ({
      voxelManager: {
        getScalarData: () => {
          mockLook(imageId);
          return mockPlanes.get(imageId);
        },
      },
    }),
  },
  metaData: { get: () => ({ StudyInstanceUID: 'study' }) },
}));
jest.mock('@cornerstonejs/tools', () => ({
  CONSTANTS: { COLOR_LUT: [[0, 0, 0, 0]] },
  segmentation: { triggerSegmentationEvents: { triggerSegmentationDataModified: () => undefined } },
}));

const SOURCES = ['image 0', 'image 1'];
const segmentOf = (segmentIndex: number) => ({
  segmentIndex,
  label: `Label ${segmentIndex}`,
  active: segmentIndex === 1,
  locked: false,
});
const layer = (labelmapId: string) => ({
  labelmapId,
  imageIds: SOURCES.map((source) => `${labelmapId} of ${source}`),
  referencedImageIds: SOURCES,
});

/** Segments 1 to 3 in one layer, 4 in another, where it overlaps the first. */
const segmentation: OhifSegmentation = {
  segmentationId: 'seg',
  label: 'Organs',
  segments: Object.fromEntries([1, 2, 3, 4].map((index) => [index, segmentOf(index)])),
  representationData: {
    Labelmap: {
      primaryLabelmapId: 'a',
      labelmaps: { a: layer('a'), b: layer('b') },
      segmentBindings: { 4: { labelmapId: 'b', labelValue: 1 } },
    },
  },
};

beforeEach(() => {
  mockLook.mockClear();
  mockPlanes.clear();
  mockPlanes.set('a of image 0', Uint8Array.of(1, 1, 0, 2));
  mockPlanes.set('a of image 1', Uint8Array.of(0, 2, 1, 0));
  mockPlanes.set('b of image 0', Uint8Array.of(0, 1, 1, 0));
  mockPlanes.set('b of image 1', new Uint8Array(4));
});

const keep = () => keepSegmentation(segmentation, null, (index) => [index, 0, 0])!;
const runsOf = (...runs: number[][]) => runs.map((ends) => Uint32Array.from(ends));

it('keeps every segment as runs, looking once at each plane', () => {
  const kept = keep();
  expect(kept).toMatchObject({ segmentationId: 'seg', studyKey: 'study', imageIds: SOURCES });
  expect(kept.segments.map(({ index, runs }) => [index, runs])).toEqual([
    [1, runsOf([0, 2], [2, 3])],
    [2, runsOf([3, 4], [1, 2])],
    [3, runsOf([], [])],
    [4, runsOf([1, 3], [])],
  ]);
  expect(mockLook.mock.calls.flat()).toEqual([
    ...['a of image 0', 'a of image 1'],
    ...['b of image 0', 'b of image 1'],
  ]);
});

it('brings back what it has kept', async () => {
  const [first, second] = keep().segments;
  for (const source of SOURCES) mockPlanes.set(`new of ${source}`, new Uint8Array(4));
  const created = { ...segmentation, representationData: { Labelmap: layer('new') } };
  const segmentationService = {
    createLabelmapForDisplaySet: async () => 'seg',
    getSegmentation: () => created,
    addSegmentationRepresentation: async () => undefined,
    setSegmentColor: () => undefined,
    setActiveSegment: () => undefined,
  };
  const services = { segmentationService } as unknown as ServicesManager['services'];
  const kept = { ...keep(), segments: [first, second] };
  expect(await createSegmentation(kept, services, {} as DisplaySet, 'viewport')).toBe(true);
  for (const source of SOURCES) {
    expect(mockPlanes.get(`new of ${source}`)).toEqual(mockPlanes.get(`a of ${source}`));
  }
});
