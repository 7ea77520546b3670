import { nodeRuntime } from '../../test-support/nodeRuntime';
import { readZooFile, zooEntries } from '../../test-support/zoo';
import { loadModel, type PlainModel } from '../index';
import { plainFigures, type PlainFigures } from './plainFigures';
import { goldenVolume, parsePlainGolden, type PlainGolden } from './plainGolden';

/** The shipped paper network against what PyTorch stored with it; masks themselves are compared by its self-test. */
describe('lms-paper', () => {
  let model: PlainModel;
  let golden: PlainGolden;

  beforeAll(async () => {
    const entry = (await zooEntries()).find(({ id }) => id === 'lms-paper')!;
    const loaded = await loadModel(entry, nodeRuntime(), readZooFile);
    if (loaded.kind !== 'plain') throw new Error('lms-paper should be a plain model');
    model = loaded;
    golden = parsePlainGolden(await readZooFile(entry.files['golden'].path));
  });

  afterAll(() => model.release());

  it('gives the figures that presence and trust were fitted to', async () => {
    const volume = goldenVolume(model.entry, model.network, golden);
    const { grid } = model.entry.plain;
    for (const { slice, shots, figures } of golden.answers) {
      const support = await volume.support(shots.map((n) => golden.drawn[n]));
      const features = await volume.features(slice);
      const { u } = await model.network.head(features, support);
      const mine = plainFigures(u.slice(-grid * grid), features, support, support.shots[0].cells, grid);
      for (const name of Object.keys(figures) as (keyof PlainFigures)[]) {
        expect(Math.abs(mine[name] - figures[name])).toBeLessThan(1e-3 * Math.max(1, figures[name]));
      }
      expect(figures.area).toBeGreaterThan(0.2);
    }
  });

  it('reads the rules of the manifest', () => {
    const { presence, trust } = model.entry.stop;
    for (const { terms } of [presence, trust]) {
      expect(terms.map(({ figure }) => figure)).toEqual(['cycle', 'area', 'confidence', 'entropy']);
    }
  });
});
