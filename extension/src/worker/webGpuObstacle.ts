import type { Said } from '@few-shot-lms/engine';
import { said } from '../said';
import { errorDetail } from './wireError';

/** The few parts of WebGPU that are asked for; TypeScript's DOM library does not have them. */
interface GpuAdapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: {
    readonly isFallbackAdapter?: boolean;
    readonly architecture?: string;
    readonly vendor?: string;
  };
}
interface Gpu {
  requestAdapter(): Promise<GpuAdapter | null>;
}

/** Why WebGPU should not be tried in this worker, or null. */
export async function webGpuObstacle(navigator: object): Promise<Said | null> {
  const gpu = (navigator as { gpu?: Gpu }).gpu;
  if (!gpu) return said('backend.reasons.noWebGpu');
  let adapter: GpuAdapter | null;
  try {
    adapter = await gpu.requestAdapter();
  } catch (error) {
    return said('backend.reasons.webGpuFailed', errorDetail(error));
  }
  if (!adapter) return said('backend.reasons.noAdapter');
  const software =
    adapter.isFallbackAdapter ||
    adapter.info?.isFallbackAdapter ||
    adapter.info?.architecture === 'swiftshader';
  return software ? said('backend.reasons.softwareAdapter') : null;
}
