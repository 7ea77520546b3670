import { loadModel, UserError, type ModelRuntime } from '../index';
import { nodeRuntime } from '../../test-support/nodeRuntime';
import { readZooFile, zooEntries } from '../../test-support/zoo';

/** A runtime whose graphs say the opposite about presence. */
function presenceReversed(): ModelRuntime {
  const runtime = nodeRuntime();
  return {
    ...runtime,
    async createSession(onnx) {
      const session = await runtime.createSession(onnx);
      return {
        ...session,
        async run(inputs) {
          const { presence, ...others } = await session.run(inputs);
          if (!presence) return others;
          return { ...others, presence: { ...presence, data: presence.data.map((logit) => -logit) } };
        },
      };
    },
  };
}

describe('every shipped model', () => {
  it('gives the same masks through the TypeScript engine as through PyTorch', async () => {
    const entries = await zooEntries();
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      const model = await loadModel(entry, nodeRuntime(), readZooFile);
      const { maxDifference } = await model.selfTest();
      expect(maxDifference).toBeLessThanOrEqual(1e-3);
      await model.release();
    }
  });

  it('does not pass its test with a presence that is wrong', async () => {
    const fast = (await zooEntries()).find(({ id }) => id === 'chain-fast')!;
    const model = await loadModel(fast, presenceReversed(), readZooFile);
    expect((await model.selfTest()).maxDifference).toBeGreaterThan(0.1);
    await model.release();
  });

  it('is refused when a file does not have the hash of the manifest', async () => {
    const [entry] = await zooEntries();
    const tampered = async (path: string) => {
      const bytes = await readZooFile(path);
      if (path.endsWith('step.onnx')) bytes[bytes.length >> 1] ^= 1;
      return bytes;
    };
    await expect(loadModel(entry, nodeRuntime(), tampered)).rejects.toThrow(UserError);
    await expect(loadModel(entry, nodeRuntime(), tampered)).rejects.toThrow(/damaged/);
  });

  it('says which file is missing', async () => {
    const [entry] = await zooEntries();
    const missing = async () => {
      throw new Error('404');
    };
    await expect(loadModel(entry, nodeRuntime(), missing)).rejects.toThrow(/encoder\.onnx.*404/);
  });
});
