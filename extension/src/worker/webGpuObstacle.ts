import { texts } from '../texts';
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

/** A sentence why WebGPU should not be tried in this worker, or null. */
export async function webGpuObstacle(navigator: object): Promise<string | null> {
  const { reasons } = texts.backend;
  const gpu = (navigator as { gpu?: Gpu }).gpu;
  if (!gpu) return reasons.noWebGpu;
  let adapter: GpuAdapter | null;
  try {
    adapter = await gpu.requestAdapter();
  } catch (error) {
    return reasons.webGpuFailed(errorDetail(error));
  }
  if (!adapter) return reasons.noAdapter;
  const software =
    adapter.isFallbackAdapter ||
    adapter.info?.isFallbackAdapter ||
    adapter.info?.architecture === 'swiftshader';
  return software ? reasons.softwareAdapter : null;
}
