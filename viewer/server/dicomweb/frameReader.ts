import { listFragments, readFrame } from '../dicom/frames';
import type { Fragment } from '../dicom/elements';
import { openDataSet } from '../dicom/header';
import type { InstanceRecord } from '../store/instanceRecord';

/** Instances whose lists of fragments are kept: a viewer reads the frames of one instance one by one. */
const KEPT = 32;

/** Reads frames from files on demand; keeps no pixel data. */
export class FrameReader {
  private readonly fragments = new Map<string, readonly Fragment[]>();

  /**
   * @param frames 1-based frame numbers
   * @throws NoSuchFrame when one of them does not exist
   */
  read(path: string, record: InstanceRecord, frames: readonly number[]): Buffer[] {
    const layout = record.pixels;
    if (!layout) return [];
    const source = openDataSet(path, layout.deflated);
    try {
      const fragments = this.fragments.get(record.instance) ?? listFragments(source, layout);
      this.keep(record.instance, fragments);
      return frames.map((frame) => readFrame(source, layout, fragments, frame));
    } finally {
      source.close();
    }
  }

  private keep(instance: string, fragments: readonly Fragment[]): void {
    this.fragments.delete(instance);
    this.fragments.set(instance, fragments);
    if (this.fragments.size > KEPT) {
      const [oldest] = this.fragments.keys();
      this.fragments.delete(oldest);
    }
  }
}
