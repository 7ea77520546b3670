import type { InstanceRecord } from './instanceRecord';

export interface Selection {
  readonly study?: string;
  readonly series?: string;
  readonly instance?: string;
}

/** The stored instances by study, series and instance UID. */
export class InstanceIndex {
  private readonly studies = new Map<string, Map<string, Map<string, InstanceRecord>>>();
  private readonly byInstance = new Map<string, InstanceRecord>();

  get size(): number {
    return this.byInstance.size;
  }

  /** Takes the record in. The caller has seen to it that its instance UID is new. */
  add(record: InstanceRecord): void {
    this.byInstance.set(record.instance, record);
    const seriesOfStudy = getOrCreate(this.studies, record.study, () => new Map());
    getOrCreate(seriesOfStudy, record.series, () => new Map()).set(record.instance, record);
  }

  remove(record: InstanceRecord): void {
    this.byInstance.delete(record.instance);
    const seriesOfStudy = this.studies.get(record.study);
    const instances = seriesOfStudy?.get(record.series);
    instances?.delete(record.instance);
    if (instances?.size === 0) seriesOfStudy?.delete(record.series);
    if (seriesOfStudy?.size === 0) this.studies.delete(record.study);
  }

  /** The record of a SOP instance UID, which is unique over all studies. */
  get(instance: string): InstanceRecord | undefined {
    return this.byInstance.get(instance);
  }

  /** The records in the order in which they came, series by series. */
  find({ study, series, instance }: Selection): InstanceRecord[] {
    const found: InstanceRecord[] = [];
    for (const seriesOfStudy of pick(this.studies, study)) {
      for (const instances of pick(seriesOfStudy, series)) found.push(...pick(instances, instance));
    }
    return found;
  }
}

function getOrCreate<V>(map: Map<string, V>, key: string, create: () => V): V {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const created = create();
  map.set(key, created);
  return created;
}

function pick<V>(map: Map<string, V>, key: string | undefined): Iterable<V> {
  if (key === undefined) return map.values();
  const value = map.get(key);
  return value === undefined ? [] : [value];
}
