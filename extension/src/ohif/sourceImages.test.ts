import { UserError } from '@few-shot-lms/engine';
import { visitImages } from './sourceImages';

const mockLoad = jest.fn();
jest.mock('@cornerstonejs/core', () => ({
  cache: { getImage: () => undefined },
  Enums: { RequestType: { Prefetch: 'prefetch' } },
  imageLoader: { loadAndCacheImage: (imageId: string) => mockLoad(imageId) },
}));

const images = Array.from({ length: 40 }, (_, n) => `${n}`);
const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const options = (urgent: boolean) => ({
  signal: new AbortController().signal,
  urgency: { urgent, whenUrgent: urgent ? Promise.resolve() : new Promise<void>(() => undefined) },
});

beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

it.each([true, false])('asks for no more images once one has failed (urgent: %s)', async (urgent) => {
  mockLoad.mockReset().mockImplementation(async (imageId: string) => {
    // The third one comes to nothing while its neighbours are still on the way.
    await later(imageId === '2' ? 1 : 5);
    if (imageId === '2') throw new Error('404');
    return { imageId };
  });
  const visited: number[] = [];
  const visiting = visitImages(
    images,
    (slice) => void visited.push(slice),
    (n) => n + 1,
    options(urgent),
  );
  await expect(visiting).rejects.toThrow(UserError);
  const then = visited.length;
  await later(100);
  expect(visited).toHaveLength(then);
  expect(mockLoad.mock.calls.length).toBeLessThan(10);
});

it('visits every image once where none fails', async () => {
  mockLoad.mockReset().mockImplementation(async (imageId: string) => ({ imageId }));
  const visited: number[] = [];
  await visitImages(
    images,
    (slice) => void visited.push(slice),
    (n) => n + 1,
    options(true),
  );
  expect(visited.sort((a, b) => a - b)).toEqual(images.map(Number));
});
