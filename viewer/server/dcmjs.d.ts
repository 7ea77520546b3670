/** The part of dcmjs that the server uses; the package has no types of its own. */
declare module 'dcmjs' {
  interface ParsedFile {
    readonly meta: Record<
      string,
      { readonly vr: string; readonly Value?: unknown; readonly _rawValue?: unknown }
    >;
    readonly dict: Record<
      string,
      { readonly vr: string; readonly Value?: unknown; readonly _rawValue?: unknown }
    >;
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
