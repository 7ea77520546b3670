/** The part of dcmjs that this package uses; dcmjs ships no types. */
declare module 'dcmjs' {
  /** DICOM JSON model with binary values kept as ArrayBuffers: tag without punctuation → element. */
  export interface TagDictionary {
    [tag: string]: { vr: string; Value?: unknown[]; _rawValue?: unknown };
  }

  export class DicomDict {
    constructor(meta: TagDictionary);
    meta: TagDictionary;
    dict: TagDictionary;
    write(options?: { allowInvalidVRLength?: boolean; fragmentMultiframe?: boolean }): ArrayBuffer;
  }

  export interface Logger {
    getLevel(): number;
    setLevel(level: number | string, persist?: boolean): void;
  }

  const dcmjs: {
    data: {
      DicomMessage: {
        readFile(
          buffer: ArrayBuffer,
          options?: { ignoreErrors?: boolean; untilTag?: string; includeUntilTagValue?: boolean },
        ): DicomDict;
      };
      DicomMetaDictionary: {
        /** Keyword → what the data dictionary says. */
        nameMap: Record<string, { readonly tag: string; readonly vr: string } | undefined>;
        naturalizeDataset(dictionary: TagDictionary): Record<string, unknown>;
        denaturalizeDataset(dataset: Record<string, unknown>): TagDictionary;
      };
      DicomDict: typeof DicomDict;
      Colors: {
        rgb2DICOMLAB(rgb: readonly number[]): number[];
        dicomlab2RGB(lab: readonly number[]): number[];
      };
    };
    log: Logger & { getLogger?(name: string): Logger; getLoggers?(): Record<string, Logger> };
  };
  export default dcmjs;
}
