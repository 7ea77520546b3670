/** The part of dcmjs that the server uses; the package has no types of its own. */
declare module 'dcmjs' {
  interface ParsedFile {
    readonly meta: Record<string, { readonly vr: string; readonly Value?: unknown }>;
    readonly dict: Record<string, { readonly vr: string; readonly Value?: unknown }>;
  }

  const dcmjs: {
    readonly log: { setLevel(level: string): void };
    readonly data: {
      readonly DicomMessage: {
        readFile(bytes: ArrayBuffer, options?: { ignoreErrors?: boolean }): ParsedFile;
      };
    };
  };
  export default dcmjs;
}
