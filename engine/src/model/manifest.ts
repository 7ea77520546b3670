import {
  listOf,
  numberList,
  numbers,
  object,
  objects,
  pathInside,
  row,
  textList,
  texts,
  wrong,
  type Json,
} from './checks';
import { PLANE_NAMES, SCALAR_NAMES } from './inputNames';

/** One file of a model, relative to the manifest's folder. */
export interface ModelFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A grey-value window for CT: it applies to objects whose median is below `objectBelow` Hounsfield units. */
export interface CtWindow {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** null: no upper bound (the last window). */
  readonly objectBelow: number | null;
}

/** How grey values become [0, 1]; part of the model, never the viewer's window. */
export interface PreprocessParameters {
  readonly ctWindows: readonly CtWindow[];
  /** Lower and upper percentile of the whole volume for everything that is not CT in Hounsfield units. */
  readonly percentiles: readonly [number, number];
  /** A volume that reaches down to this value can only be in Hounsfield units. */
  readonly hounsfieldBelow: number;
  /** Added to the drawn crop's standard deviation before dividing by it. */
  readonly sigmaFloor: number;
}

export interface CropParameters {
  /** Pixels of a crop's side. */
  readonly size: number;
  /** Side of the crop over the longest side of the mask's box. */
  readonly margin: number;
  readonly minSideMm: number;
  readonly minSidePixels: number;
  /** Most samples a pixel and axis when the crop and the slice differ in resolution. */
  readonly maxSamples: number;
  /** Fewer mask pixels than this and the chain ends. */
  readonly minPixels: number;
}

export interface EvidenceParameters {
  readonly bins: number;
  readonly kernel: readonly number[];
  readonly priorCount: number;
  readonly clip: number;
}

/** Pieces of a mask that do not continue the neighbour's are dropped; see mask/keepContinuing.ts. */
export interface CleanupParameters {
  /** A piece smaller than this share of the largest is dropped. */
  readonly minShare: number;
}

/** The Mumford-Shah edge term on the native grid; see edge/edgeTerm.ts for the meaning of each. */
export interface EdgeParameters {
  readonly beta: number;
  readonly radius: number;
  readonly minRadius: number;
  readonly maxRadius: number;
  readonly core: number;
  readonly gate: number;
  readonly minSeeds: number;
}

/** One input of a logistic rule: figure, clipped from above, standardised, weighted. */
export interface RuleTerm {
  readonly figure: string;
  readonly max: number;
  readonly mean: number;
  readonly scale: number;
  readonly weight: number;
}

export interface LogisticRule {
  readonly bias: number;
  readonly terms: readonly RuleTerm[];
}

/** A recurrent unit of H units on D figures; its answers are figures of the rules. See propagation/course.ts. */
export interface CourseParameters {
  readonly terms: readonly Omit<RuleTerm, 'weight'>[];
  /** 3H rows of D and of H numbers: reset, update, candidate; and what is added to each. */
  readonly input: readonly (readonly number[])[];
  readonly state: readonly (readonly number[])[];
  readonly inputBias: readonly number[];
  readonly stateBias: readonly number[];
  /** D + H weights of the answer. */
  readonly answer: readonly number[];
  readonly answerBias: number;
}

export interface StopParameters {
  /** Probability that the object is on the slice. */
  readonly presence: LogisticRule;
  /** The same beyond the outermost of several drawn slices, which tell more of the object's extent; absent: no other rule. */
  readonly several?: LogisticRule;
  /** Estimate of the slice's Dice. */
  readonly trust: LogisticRule;
  /** Absent: the rules read no course. */
  readonly course?: CourseParameters;
  /** A slice below this presence is refused. */
  readonly threshold: number;
  /** So many refusals in a row end the chain. */
  readonly patience: number;
}

/** How a plain model sees slices: the paper's network, which knows nothing of neighbouring slices. */
export interface PlainParameters {
  /** Pixels of a side of the slice that the encoder is given. */
  readonly size: number;
  /** Cells of a side of the masks u^k; the features are size / stride cells and are interpolated to this. */
  readonly grid: number;
  /** Most regional prototypes p of a support; 0: the network has none. */
  readonly regions: number;
  /** Added to Σw before dividing by it when prototypes are pooled. */
  readonly epsilon: number;
}

/** What is said of every model. */
interface CommonEntry {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** Files by role: 'encoder', 'golden', and 'step' of a chain or 'head' of a plain model. */
  readonly files: Readonly<Record<string, ModelFile>>;
  /** DICOM modality codes the model was trained on. */
  readonly modalities: readonly string[];
  /** Regions of the body it was measured on, as in DICOM's Body Part Examined; absent or empty: not said. */
  readonly regions?: readonly string[];
  readonly licence: string;
  /** Data sets behind the weights, each with its licence. */
  readonly trainedOn: readonly { readonly name: string; readonly licence: string }[];
  /** Model card, relative to the manifest's folder. */
  readonly card: string;
  /** Unrolled stages K, and what training made of α and δ^1..δ^K. */
  readonly stages: number;
  readonly alpha: number;
  readonly delta: readonly number[];
  /** Channels of the encoder's features and image pixels per feature cell. */
  readonly features: number;
  readonly stride: number;
  readonly preprocess: PreprocessParameters;
  readonly stop: StopParameters;
}

/** A network for one step of a chain inside a volume. */
export interface ChainEntry extends CommonEntry {
  readonly kind?: 'chain';
  /** Channels of a pretrained trunk's features, which both graphs then speak of beside their own; absent or 0: none. */
  readonly deep?: number;
  /** What the step graph is given, in this order; see propagation/stepInputs.ts. */
  readonly planes: readonly (typeof PLANE_NAMES)[number][];
  readonly scalars: readonly (typeof SCALAR_NAMES)[number][];
  readonly crop: CropParameters;
  readonly evidence: EvidenceParameters;
  readonly cleanup: CleanupParameters;
  readonly edge: EdgeParameters;
}

/** The paper's network: support slices → any other slice, of the same volume or of another one. */
export interface PlainEntry extends CommonEntry {
  readonly kind: 'plain';
  readonly plain: PlainParameters;
}

export type ModelEntry = ChainEntry | PlainEntry;

export interface ModelManifest {
  readonly defaultModel: string;
  readonly models: readonly ModelEntry[];
}

const KINDS = {
  chain: {
    roles: ['encoder', 'step', 'golden'],
    sections: ['preprocess', 'crop', 'evidence', 'edge', 'cleanup', 'stop'],
  },
  plain: { roles: ['encoder', 'head', 'golden'], sections: ['preprocess', 'plain', 'stop'] },
};
const TEXTS = ['id', 'title', 'version', 'licence', 'card'];
const NUMBERS = ['stages', 'alpha', 'features', 'stride'];
const SECTIONS: Record<string, readonly string[]> = {
  preprocess: ['hounsfieldBelow', 'sigmaFloor'],
  crop: ['size', 'margin', 'minSideMm', 'minSidePixels', 'maxSamples', 'minPixels'],
  evidence: ['bins', 'priorCount', 'clip'],
  edge: ['beta', 'radius', 'minRadius', 'maxRadius', 'core', 'gate', 'minSeeds'],
  cleanup: ['minShare'],
  plain: ['size', 'grid', 'regions', 'epsilon'],
  stop: ['threshold', 'patience'],
};

/** Checks the parsed JSON of models/zoo/manifest.json. @throws UserError naming the field that is wrong. */
export function parseManifest(json: unknown): ModelManifest {
  const root = object(json, 'the manifest');
  const models = root['models'];
  if (!Array.isArray(models) || models.length === 0) throw wrong('models', 'a list of at least one model');
  const entries = models.map((m, i) => parseEntry(m, `models[${i}]`));
  const defaultModel = root['defaultModel'];
  if (!entries.some((e) => e.id === defaultModel)) throw wrong('defaultModel', 'the id of one of its models');
  return { defaultModel: defaultModel as string, models: entries };
}

function parseEntry(json: unknown, where: string): ModelEntry {
  const entry = object(json, where);
  texts(entry, TEXTS, where);
  numbers(entry, NUMBERS, where);
  const kind = entry['kind'] ?? 'chain';
  if (kind !== 'chain' && kind !== 'plain') throw wrong(`${where}.kind`, 'chain or plain');
  const files = object(entry['files'], `${where}.files`);
  for (const role of KINDS[kind].roles) checkFile(files[role], `${where}.files.${role}`);
  textList(entry['modalities'], `${where}.modalities`);
  if (entry['regions'] !== undefined) textList(entry['regions'], `${where}.regions`);
  numberList(entry['delta'], `${where}.delta`);
  for (const section of KINDS[kind].sections) {
    numbers(object(entry[section], `${where}.${section}`), SECTIONS[section], `${where}.${section}`);
  }
  checkPreprocess(object(entry['preprocess'], `${where}.preprocess`), `${where}.preprocess`);
  if (kind === 'chain') checkChain(entry, where);
  checkStop(object(entry['stop'], `${where}.stop`), `${where}.stop`);
  return entry as unknown as ModelEntry;
}

function checkFile(json: unknown, where: string): void {
  const file = object(json, where);
  pathInside(file['path'], `${where}.path`);
  if (!/^[0-9a-f]{64}$/.test(String(file['sha256']))) throw wrong(`${where}.sha256`, 'a SHA-256');
  numbers(file, ['bytes'], where);
}

function checkPreprocess(preprocess: Json, where: string): void {
  row(preprocess['percentiles'], 2, `${where}.percentiles`);
  objects(preprocess['ctWindows'], `${where}.ctWindows`).forEach((window, i) => {
    numbers(window, ['low', 'high'], `${where}.ctWindows[${i}]`);
    const { objectBelow } = window;
    if (objectBelow !== null && !Number.isFinite(objectBelow)) {
      throw wrong(`${where}.ctWindows[${i}].objectBelow`, 'a number or null');
    }
  });
}

function checkChain(entry: Json, where: string): void {
  if (entry['deep'] !== undefined) numbers(entry, ['deep'], where);
  listOf(entry['planes'], PLANE_NAMES, `${where}.planes`);
  if (JSON.stringify(entry['scalars']) !== JSON.stringify(SCALAR_NAMES)) {
    throw wrong(`${where}.scalars`, `the list ${SCALAR_NAMES.join(', ')}`);
  }
  numberList(object(entry['evidence'], `${where}.evidence`)['kernel'], `${where}.evidence.kernel`);
}

function checkStop(stop: Json, where: string): void {
  for (const rule of ['presence', 'trust', ...(stop['several'] === undefined ? [] : ['several'])]) {
    const r = object(stop[rule], `${where}.${rule}`);
    numbers(r, ['bias'], `${where}.${rule}`);
    checkTerms(r['terms'], ['max', 'mean', 'scale', 'weight'], `${where}.${rule}.terms`);
  }
  if (stop['course'] !== undefined) checkCourse(object(stop['course'], `${where}.course`), `${where}.course`);
}

/** @returns how many there are */
function checkTerms(terms: unknown, names: readonly string[], where: string): number {
  if (!Array.isArray(terms)) throw wrong(where, 'a list');
  terms.forEach((t, i) => {
    const term = object(t, `${where}[${i}]`);
    texts(term, ['figure'], `${where}[${i}]`);
    numbers(term, names, `${where}[${i}]`);
  });
  return terms.length;
}

function checkCourse(course: Json, where: string): void {
  const terms = checkTerms(course['terms'], ['max', 'mean', 'scale'], `${where}.terms`);
  if (terms === 0) throw wrong(`${where}.terms`, 'a list of at least one');
  const rows = Array.isArray(course['state']) ? course['state'].length : 0;
  const units = rows / 3;
  if (rows === 0 || rows % 3) throw wrong(`${where}.state`, 'three rows of numbers a unit');
  row(course['inputBias'], rows, `${where}.inputBias`);
  row(course['stateBias'], rows, `${where}.stateBias`);
  row(course['answer'], terms + units, `${where}.answer`);
  numbers(course, ['answerBias'], where);
  for (const [name, length] of [
    ['input', terms],
    ['state', units],
  ] as const) {
    const matrix = course[name];
    if (!Array.isArray(matrix) || matrix.length !== rows) throw wrong(`${where}.${name}`, `${rows} rows`);
    matrix.forEach((line, i) => row(line, length, `${where}.${name}[${i}]`));
  }
}
