import { UserError, type ModelEntry, type PropagationModel, type Said } from '@few-shot-lms/engine';
import { inWords, said } from '../said';
import { openModel, type ProviderProbe } from './openModel';

const entry = {
  id: 'model',
  title: 'Model',
  version: '1',
  files: { step: { path: 'step.onnx', sha256: 'abc', bytes: 1 } },
  modalities: ['MR'],
  licence: 'MIT',
} as unknown as ModelEntry;

interface Behaviour {
  readonly obstacle?: Said | null;
  readonly webgpu?: number | Error;
  readonly wasm?: number | Error;
  readonly isolated?: boolean;
  /** Fails whenever a model is released. */
  readonly stuck?: boolean;
}

function probe({ obstacle = null, webgpu = 0, wasm = 0, isolated = true, stuck = false }: Behaviour) {
  const tried: string[] = [];
  const released: string[] = [];
  const value: ProviderProbe = {
    webGpuObstacle: async () => obstacle,
    createRuntime: (provider) => ({
      provider,
      threads: provider === 'wasm' ? 2 : 0,
      createSession: () => Promise.reject(new Error('not used')),
    }),
    load: async (_entry, runtime) => {
      const { provider } = runtime;
      tried.push(provider);
      const behaviour = provider === 'webgpu' ? webgpu : wasm;
      if (behaviour instanceof UserError) throw behaviour;
      return {
        entry,
        provider,
        threads: runtime.threads,
        selfTest: async () => {
          if (behaviour instanceof Error) throw behaviour;
          return { maxDifference: behaviour };
        },
        release: async () => {
          released.push(provider);
          if (stuck) throw new Error('device lost');
        },
      } as unknown as PropagationModel;
    },
    crossOriginIsolated: isolated,
    now: () => 0,
  };
  return { value, tried, released };
}

describe('openModel', () => {
  it('takes WebGPU where it works', async () => {
    const { value, tried } = probe({ webgpu: 1e-4 });
    const { report } = await openModel(entry, 'auto', value);
    expect(report).toMatchObject({
      provider: 'webgpu',
      reasons: [said('backend.reasons.webgpu')],
      threads: 0,
    });
    expect(report.modelHashes).toEqual({ step: 'abc' });
    expect(tried).toEqual(['webgpu']);
  });

  it('does not try WebGPU where there is an obstacle, and says which', async () => {
    const { value, tried } = probe({ obstacle: said('backend.reasons.noAdapter') });
    const { report } = await openModel(entry, 'auto', value);
    expect(report).toMatchObject({
      provider: 'wasm',
      reasons: [said('backend.reasons.noAdapter')],
      threads: 2,
    });
    expect(tried).toEqual(['wasm']);
  });

  it.each([
    ['wrong numbers', 0.5, /wrong numbers.*0\.50/],
    ['NaN', NaN, /wrong numbers/],
    ['an exception', new Error('no such kernel'), /failed on this machine \(no such kernel\)/],
  ])('falls back to WebAssembly for %s and lets go of the other', async (_name, webgpu, reason) => {
    const { value, tried, released } = probe({ webgpu });
    const { report } = await openModel(entry, 'auto', value);
    expect(report.provider).toBe('wasm');
    expect(report.reasons.map(inWords).join(' ')).toMatch(reason);
    expect(tried).toEqual(['webgpu', 'wasm']);
    expect(released).toEqual(['webgpu']);
  });

  it('falls back to WebAssembly even if the other cannot be let go of, for the reason that there was', async () => {
    jest.spyOn(console, 'warn').mockImplementationOnce(() => undefined);
    const { value, released } = probe({ webgpu: 0.5, stuck: true });
    const { report } = await openModel(entry, 'auto', value);
    expect(report.provider).toBe('wasm');
    expect(report.reasons.map(inWords).join(' ')).toMatch(/wrong numbers.*0\.50/);
    expect(released).toEqual(['webgpu']);
  });

  it('does not hide a corrupt model file behind another provider', async () => {
    const { value, tried } = probe({ webgpu: new UserError('hash mismatch') });
    await expect(openModel(entry, 'auto', value)).rejects.toThrow('hash mismatch');
    expect(tried).toEqual(['webgpu']);
  });

  it('says so when nothing works', async () => {
    const { value } = probe({ webgpu: new Error('a'), wasm: new Error('no SIMD') });
    await expect(openModel(entry, 'auto', value)).rejects.toThrow(
      inWords(said('problems.noBackend', said('backend.reasons.wasmFailed', 'no SIMD'))),
    );
  });

  it('says why there are no threads, and what failed before', async () => {
    const { value } = probe({ isolated: false });
    const { report } = await openModel(entry, 'auto', value, 'device lost');
    expect(report.provider).toBe('wasm');
    expect(report.reasons).toEqual([
      said('backend.reasons.webGpuLost', 'device lost'),
      said('backend.reasons.noThreads'),
    ]);
  });
});
