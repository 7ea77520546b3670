import type { Features } from './plainSupport';

/** A place for features that outlives the program, a disk. It never throws: what it cannot do is as if it had nothing. */
export interface FeatureShelf {
  /** @param volume names grey values and their scale */
  read(volume: string, slice: number): Promise<Features | null>;
  write(volume: string, slice: number, features: Features): Promise<void>;
}
