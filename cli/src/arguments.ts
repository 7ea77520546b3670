import { parseArgs } from 'node:util';
import { UserError } from '@few-shot-lms/engine';

/** What `propagate` was asked to do, checked for form only: no file has been touched. */
export interface PropagateOptions {
  readonly image: string;
  readonly support: string;
  readonly out: string;
  /** Slices of the support that are read, 0-based; undefined: every slice that has labels. */
  readonly supportSlices?: readonly number[];
  /** Labels that are propagated; undefined: all. */
  readonly labels?: readonly number[];
  /** First and last slice to fill, inclusive. */
  readonly range?: readonly [number, number];
  /** Slices from which to which the object goes at least, inclusive. */
  readonly atLeast?: readonly [number, number];
  /** Slices without the object. */
  readonly empty?: readonly number[];
  /** Series instance UID, where the folder holds several. */
  readonly series?: string;
  /** Which of several stacks in the series (acquisitions, phases, echoes), from 1. */
  readonly stack?: number;
  /** DICOM modality code of a NIfTI image. */
  readonly modality?: string;
  readonly model?: string;
  /** Folder with manifest.json; undefined: the one that comes with the program. */
  readonly models?: string;
  readonly threads?: number;
  readonly segKind: SegKind;
  /** Share of the maximum from which a voxel of a FRACTIONAL SEG counts as drawn. */
  readonly segThreshold?: number;
  /** What labels show, by row of the table of structures; undefined: what their names say. */
  readonly structures?: ReadonlyMap<number, string>;
  readonly report?: string;
}

export type SegKind = 'LABELMAP' | 'BINARY' | 'FRACTIONAL';

export type Invocation =
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'structures'; readonly query: string }
  | { readonly command: 'propagate'; readonly options: PropagateOptions };

const OPTIONS = {
  image: { type: 'string' },
  support: { type: 'string' },
  out: { type: 'string' },
  'support-slices': { type: 'string' },
  labels: { type: 'string' },
  range: { type: 'string' },
  'at-least': { type: 'string' },
  empty: { type: 'string' },
  series: { type: 'string' },
  stack: { type: 'string' },
  modality: { type: 'string' },
  model: { type: 'string' },
  models: { type: 'string' },
  threads: { type: 'string' },
  'seg-kind': { type: 'string' },
  'seg-threshold': { type: 'string' },
  structures: { type: 'string' },
  report: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/**
 * Reads the command line (without node and the script).
 *
 * @throws UserError with the one thing that is wrong
 */
export function parseInvocation(argv: readonly string[]): Invocation {
  const { values, positionals } = parse(argv);
  if (values.help || argv.length === 0) return { command: 'help' };
  if (values.version) return { command: 'version' };
  const [command, extra] = positionals;
  if (command === 'structures') return { command, query: positionals.slice(1).join(' ') };
  if (command === undefined) {
    throw new UserError("The command is missing: start with 'propagate' or 'structures' (see --help).");
  }
  if (command !== 'propagate') {
    throw new UserError(
      `There is no command '${command}'; there are 'propagate' and 'structures' (see --help).`,
    );
  }
  if (extra !== undefined) {
    throw new UserError(`'${extra}' belongs to no option; paths are given by --image, --support and --out.`);
  }
  return {
    command,
    options: {
      image: required(
        values.image,
        'image',
        'a folder of DICOM files, a multi-frame DICOM file or a .nii/.nii.gz',
      ),
      support: required(
        values.support,
        'support',
        'a label volume .nii.gz or a DICOM SEG with the drawn slices',
      ),
      out: required(values.out, 'out', 'the .nii.gz or .dcm to write'),
      supportSlices: integers(values['support-slices'], 'support-slices', 0),
      labels: integers(values.labels, 'labels', 1),
      range: span(values.range, 'range', 'the first and the last slice to fill'),
      atLeast: span(values['at-least'], 'at-least', 'the two slices between which the object is at least'),
      empty: integers(values.empty, 'empty', 0),
      series: values.series,
      stack: stack(values.stack),
      modality: values.modality?.toUpperCase(),
      model: values.model,
      models: values.models,
      threads: threads(values.threads),
      segKind: segKind(values['seg-kind']),
      segThreshold: segThreshold(values['seg-threshold']),
      structures: structures(values.structures),
      report: values.report,
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS')) {
      throw new UserError(`${message.split('. ')[0].replace(/\.$/, '')} (see --help).`);
    }
    throw error;
  }
}

function required(value: string | undefined, name: string, what: string): string {
  if (!value) throw new UserError(`--${name} is missing: give ${what}.`);
  return value;
}

function integers(text: string | undefined, name: string, least: number): number[] | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(',').map((part) => part.trim());
  const numbers = parts.map(Number);
  if (parts.some((part, n) => !/^\d+$/.test(part) || numbers[n] < least)) {
    throw new UserError(
      `--${name} takes whole numbers from ${least} with commas between, such as 42,57; '${text}' is not that.`,
    );
  }
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function span(text: string | undefined, name: string, what: string): [number, number] | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+):(\d+)$/.exec(text.trim());
  const [first, last] = match ? [Number(match[1]), Number(match[2])] : [1, 0];
  if (first > last) {
    throw new UserError(`--${name} takes ${what}, such as 10:80; '${text}' is not that.`);
  }
  return [first, last];
}

function stack(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new UserError(`--stack takes the number of a stack, from 1; '${text}' is not that.`);
  return Number(text);
}

function threads(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new UserError(`--threads takes a number from 1 to 999; '${text}' is not that.`);
  return Number(text);
}

function segKind(text: string | undefined): SegKind {
  const kind = (text ?? 'LABELMAP').toUpperCase();
  if (kind !== 'LABELMAP' && kind !== 'BINARY' && kind !== 'FRACTIONAL') {
    throw new UserError(`--seg-kind is LABELMAP, BINARY or FRACTIONAL; '${text}' is none of them.`);
  }
  return kind;
}

function segThreshold(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const share = Number(text);
  if (text.trim() === '' || !(share > 0 && share <= 1)) {
    throw new UserError(
      `--seg-threshold takes a share above 0 and at most 1, such as 0.5; '${text}' is not that.`,
    );
  }
  return share;
}

function structures(text: string | undefined): Map<number, string> | undefined {
  if (text === undefined) return undefined;
  const pairs = text.split(',').map((part) => /^\s*([1-9]\d*)\s*=\s*(\S.*?)\s*$/.exec(part));
  if (pairs.some((pair) => pair === null)) {
    throw new UserError(
      `--structures takes labels with what they show, such as 1=liver,2=kidney-left; '${text}' is not that.`,
    );
  }
  return new Map(pairs.map((pair) => [Number(pair![1]), pair![2]]));
}
