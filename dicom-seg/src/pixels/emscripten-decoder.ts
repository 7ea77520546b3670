import type { FrameDecoder } from './frame-decoder';
import { wordsOf } from './frame-format';
import type { FrameSize } from './frame-size';
import { checkFrameSize } from './frame-size';

interface EmscriptenCodec {
  readonly load: () => Promise<EmscriptenFactory>;
  /** Name of the decoder's class in the module. */
  readonly name: string;
  /** What the header of a frame says. */
  readonly sizeOf: (bytes: Uint8Array) => FrameSize;
}

/** What they print about damaged data is said by our own messages. */
const quiet = { print: () => {}, printErr: () => {} };

/** A codec of the Cornerstone project as a function that starts it, once for all files. */
export function emscriptenDecoder({ load, name, sizeOf }: EmscriptenCodec): () => Promise<FrameDecoder> {
  let started: Promise<new () => EmscriptenDecoder> | undefined;
  return async () => {
    started ??= load()
      .then((factory) => factory(quiet))
      .then((module) => module[name]);
    const Decoder = await started;
    return (bytes, format) => {
      checkFrameSize(sizeOf(bytes), format);
      const decoder = new Decoder();
      try {
        decoder.getEncodedBuffer(bytes.length).set(bytes);
        decodeOrThrow(decoder);
        const { bitsPerSample, componentCount } = decoder.getFrameInfo();
        if (componentCount !== 1) throw new Error('it has several components');
        if (bitsPerSample > 16) throw new Error(`it has ${bitsPerSample} bits a pixel`);
        // A copy: the view is into the heap of the codec.
        return wordsOf(decoder.getDecodedBuffer().slice(), bitsPerSample > 8 ? 16 : 8);
      } catch (error) {
        // A codec that aborted does nothing any more: the next file gets a new one.
        if (error instanceof Aborted) started = undefined;
        throw error;
      } finally {
        decoder.delete();
      }
    };
  };
}

class Aborted extends Error {}

function decodeOrThrow(decoder: EmscriptenDecoder): void {
  try {
    decoder.decode();
  } catch (error) {
    // C++ exceptions arrive as numbers and leave the codec as it was; anything else is the end of it.
    throw typeof error === 'number' ? new Error('it is damaged') : new Aborted('it is damaged');
  }
}
