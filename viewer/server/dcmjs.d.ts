/** The part of dcmjs that the server uses; the package has no types of its own. */
declare module 'dcmjs' {
  export interface TagDictionary {
    [tag: string]: { vr: string; Value?: unknown[]; _rawValue?: unknown };
  }

  interface ParsedFile {
    readonly meta: TagDictionary;
    readonly dict: TagDictionary;
  }

  const dcmjs: {
    readonly log: {
      setLevel(level: string): void;
      getLogger(name: string): { setLevel(level: string): void };
    };
    readonly data: {
      readonly DicomMetaDictionary: {
        readonly dictionary: Readonly<Record<string, { readonly vr: string } | undefined>>;
      };
      readonly DicomMessage: {
        readFile(bytes: ArrayBuffer, options?: { ignoreErrors?: boolean }): ParsedFile;
      };
    };
  };
  export default dcmjs;
}
