import type { OhifSegmentation } from './ohifServices';
import type { ResolvedSeries } from './ResolvedSeries';
import { SeriesStacks } from './SeriesStacks';
import { StackChoice } from './StackChoice';

const mockPlanes = new Map<string, Uint8Array>();
jest.mock('@cornerstonejs/core', () => ({
  cache: {
    getImage: (id: string) =>
      mockPlanes.has(id) ? { voxelManager: { getScalarData: () => mockPlanes.get(id) } } : undefined,
  },
}));

const stackOf = (...imageIds: string[]) => ({ imageIds, series: { imageIds } as unknown as ResolvedSeries });
const [early, late] = [stackOf('e1', 'e2'), stackOf('l1', 'l2')];
const stacks = new SeriesStacks([early, late]);
const images = [...early.imageIds, ...late.imageIds];

function segmentation(segmentationId = 'seg'): OhifSegmentation {
  return {
    segmentationId,
    label: '',
    segments: {},
    representationData: {
      Labelmap: {
        imageIds: images.map((id) => `${segmentationId}/${id}`),
        referencedImageIds: images,
      },
    },
  };
}

beforeEach(() => {
  mockPlanes.clear();
  for (const id of images) {
    mockPlanes.set(`seg/${id}`, new Uint8Array(4));
    mockPlanes.set(`other/${id}`, new Uint8Array(4));
  }
});
const draw = (id: string) => mockPlanes.get(id)!.set([1], 2);
const erase = (id: string) => mockPlanes.get(id)!.fill(0);

it('follows the view until something is drawn, and then stays', () => {
  const choice = new StackChoice();
  expect(choice.of(segmentation(), stacks, 'e1')).toBe(early.series);
  expect(choice.of(segmentation(), stacks, 'l1')).toBe(late.series);
  draw('seg/l1');
  expect(choice.of(segmentation(), stacks, 'l1')).toBe(late.series);
  draw('seg/e2');
  expect(choice.of(segmentation(), stacks, 'e2')).toBe(late.series);
});

it('finds what was drawn before, wherever it is', () => {
  draw('seg/l2');
  expect(new StackChoice().of(segmentation(), stacks, 'e1')).toBe(late.series);
});

it('goes by each segmentation, and by what it was told', () => {
  const choice = new StackChoice();
  draw('other/e1');
  choice.choose('seg', 'l2');
  expect(choice.of(segmentation(), stacks, 'e1')).toBe(late.series);
  expect(choice.of(segmentation('other'), stacks, 'l1')).toBe(early.series);
  expect([choice.imageOf('seg'), choice.imageOf('other')]).toEqual(['l2', 'e1']);
  choice.forget('seg');
  expect(choice.imageOf('seg')).toBeNull();
  expect(choice.of(segmentation(), stacks, 'e1')).toBe(early.series);
});

it('leaves a stack on which nothing is left for another one that is drawn on', () => {
  const choice = new StackChoice();
  draw('seg/e1');
  expect(choice.of(segmentation(), stacks, 'e1')).toBe(early.series);
  erase('seg/e1');
  expect(choice.of(segmentation(), stacks, 'l1')).toBe(early.series);
  draw('seg/l1');
  expect(choice.of(segmentation(), stacks, 'l1')).toBe(late.series);
});

it('notices what comes later where nobody looks, once it is told that labels have changed', () => {
  const choice = new StackChoice();
  expect(choice.of(segmentation(), stacks, 'e1')).toBe(early.series);
  draw('seg/l2');
  choice.lookAgain('seg');
  expect(choice.of(segmentation(), stacks, 'e1')).toBe(late.series);
});
