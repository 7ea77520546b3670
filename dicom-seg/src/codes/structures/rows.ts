import type { CodedConcept } from '../coded-concept';
import { sct } from '../coded-concept';
import type { StructureConcept } from '../structure-concept';

/** Segmented Property Categories (CID 7150). */
export const category = {
  anatomical: sct('91723000', 'Anatomical Structure'),
  tissue: sct('85756007', 'Tissue'),
  substance: sct('91720002', 'Body Substance'),
  abnormal: sct('49755003', 'Morphologically Abnormal Structure'),
  object: sct('260787004', 'Physical object'),
} as const;

/** Laterality (CID 244). */
const LEFT = sct('7771000', 'Left');
const RIGHT = sct('24028007', 'Right');

/** What a row may say besides its code. */
interface RowOptions {
  /** Other names, lower case. */
  readonly synonyms?: readonly string[];
  /** Meaning of the code as DICOM has it, where the name for people is another. */
  readonly meaning?: string;
  readonly region?: CodedConcept;
}

/** '#dd8265' → [221, 130, 101] */
function rgbOf(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

/** The same colour nearer to white (amount above 0) or to black (below 0), so that two sides can be told apart. */
function shade(rgb: readonly [number, number, number], amount: number): [number, number, number] {
  const towards = amount > 0 ? 255 : 0;
  const [red, green, blue] = rgb.map((c) => Math.round(c + (towards - c) * Math.abs(amount)));
  return [red, green, blue];
}

/** A structure of one category; `code` is of SNOMED CT. */
export function row(
  of: CodedConcept,
  id: string,
  name: string,
  code: string,
  colour: string,
  { synonyms = [], meaning = name, region }: RowOptions = {},
): StructureConcept {
  return {
    id,
    name,
    synonyms,
    category: of,
    type: sct(code, meaning),
    ...(region ? { anatomicRegion: region } : {}),
    rgb: rgbOf(colour),
  };
}

/** An anatomical structure. */
export function organ(
  id: string,
  name: string,
  code: string,
  colour: string,
  options?: RowOptions,
): StructureConcept {
  return row(category.anatomical, id, name, code, colour, options);
}

/** Something abnormal. */
export function lesion(
  id: string,
  name: string,
  code: string,
  colour: string,
  options?: RowOptions,
): StructureConcept {
  return row(category.abnormal, id, name, code, colour, options);
}

/** A structure (side not known), its left and its right; for something within a region the side is the region's. */
export function bothSides(whole: StructureConcept): StructureConcept[] {
  const lower = /^[A-Z][a-z]/.test(whole.name)
    ? whole.name[0].toLowerCase() + whole.name.slice(1)
    : whole.name;
  const names = [lower.toLowerCase(), ...whole.synonyms];
  const sided = (side: 'left' | 'right', modifier: CodedConcept, amount: number): StructureConcept => ({
    ...whole,
    id: `${whole.id}-${side}`,
    name: `${side === 'left' ? 'Left' : 'Right'} ${lower}`,
    synonyms: names.flatMap((one) => [
      `${one} ${side}`,
      `${side} ${one}`,
      `${side[0]} ${one}`,
      `${one} ${side[0]}`,
    ]),
    ...(whole.anatomicRegion ? { regionModifier: modifier } : { typeModifier: modifier }),
    rgb: shade(whole.rgb, amount),
  });
  return [whole, sided('left', LEFT, 0.25), sided('right', RIGHT, -0.2)];
}

/** `bothSides` of an anatomical structure. */
export function paired(
  id: string,
  name: string,
  code: string,
  colour: string,
  options?: RowOptions,
): StructureConcept[] {
  return bothSides(organ(id, name, code, colour, options));
}
