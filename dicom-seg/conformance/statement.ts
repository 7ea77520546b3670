import { commonStructures } from '../src/codes/common-structures';
import { quietDcmjs } from '../src/part10/quiet-dcmjs';
import { TransferSyntax, transferSyntaxName } from '../src/part10/transfer-syntax';
import { IMPLEMENTATION_CLASS_UID } from '../src/part10/write-part10';
import { readableCompressions } from '../src/pixels/frame-decoder';
import { MAXIMUM_FRACTIONAL_VALUE } from '../src/seg/frames/fractional-frames';
import type { AttributeTable } from '../src/seg/iod/attribute-table';
import { segmentationIod, segmentationMacros } from '../src/seg/iod/segmentation-iod';
import { LABEL_MAP_SEGMENTATION_STORAGE, SEGMENTATION_STORAGE } from '../src/seg/seg-class';
import { segKinds } from '../src/seg/seg-kinds';
import { SLICE_ORIGINS } from '../src/seg/slice-origin';

const CLASS_NAMES: Readonly<Record<string, string>> = {
  [SEGMENTATION_STORAGE]: 'Segmentation Storage',
  [LABEL_MAP_SEGMENTATION_STORAGE]: 'Label Map Segmentation Storage',
};

const UNCOMPRESSED = [
  TransferSyntax.implicitLittleEndian,
  TransferSyntax.explicitLittleEndian,
  TransferSyntax.deflatedExplicitLittleEndian,
  TransferSyntax.explicitBigEndian,
];

const WRITTEN_SYNTAX = {
  RLE: TransferSyntax.rle,
  UNCOMPRESSED: TransferSyntax.explicitLittleEndian,
} as const;

/** What is read and written, as a short DICOM conformance statement (PS3.2) in Markdown, from the tables of the code. */
export function conformanceStatement(): string {
  return `# DICOM conformance statement

Made from the code's tables by \`node dicom-seg/conformance/write-statement.mjs\`; a test fails when it is out of date.

## Roles

| part | role |
|---|---|
| extension in OHIF | uses OHIF's data source: QIDO-RS and WADO-RS to find and read images and SEGs, STOW-RS to store SEGs (PS3.18, user agent); Part 10 files by download |
| command line | file-set reader and creator: Part 10 files in folders; no DICOMDIR |

There is no DIMSE service, no print, no worklist. Nothing but what OHIF's configuration names is contacted.

## What is read

Images: every storage SOP class of grey images in parallel slices, one slice an instance or several frames in one (enhanced
multi-frame), whose frames say Image Position (Patient), Image Orientation (Patient) and Pixel Spacing. Slices are put
in order by position, never by number. CT, MR and PT, classic and enhanced, are tested. A series that holds several stacks (acquisitions, phases,
echoes, b-values, a localizer beside the slices) is taken apart by what sets its images apart; the panel works on the stack that is drawn
on (of phases and echoes that OHIF shows as a volume in time: on the middle one), the command line on the one that \`--stack\` names. Of images in one place that nothing else sets apart the first ones make a stack, the second ones another.

Segmentations of the open series, and of others in the same frame of reference, which is said, by the panel (as a new segmentation) and
the command line. The panel lists every instance of the study's series of SEGs, the newest first. One of another frame of reference is refused with a sentence. Frames are placed by position; where their
pixels are not voxels of the series they are resampled to the nearest. Of fractions a voxel counts from a share of the maximum
that is asked for (0.5 where nobody is asked). Segments that overlap all keep their voxels.

| SOP class | UID | types |
|---|---|---|
| ${CLASS_NAMES[SEGMENTATION_STORAGE]} | ${SEGMENTATION_STORAGE} | BINARY, FRACTIONAL |
| ${CLASS_NAMES[LABEL_MAP_SEGMENTATION_STORAGE]} | ${LABEL_MAP_SEGMENTATION_STORAGE} | LABELMAP |

Transfer syntaxes:

| name | UID |
|---|---|
${[...UNCOMPRESSED, ...readableCompressions].map(syntaxRow).join('\n')}

## What is written

| type | SOP class | UID | bits | transfer syntaxes | by |
|---|---|---|---|---|---|
${Object.entries(segKinds)
  .map(
    ([kind, { sopClassUid, bits, encodings }]) =>
      `| ${kind} | ${CLASS_NAMES[sopClassUid]} | ${sopClassUid} | ${bits.join(', ')} | ${encodings
        .map((encoding) => transferSyntaxName(WRITTEN_SYNTAX[encoding]))
        .join('; ')} | panel, command line |`,
  )
  .join('\n')}

- LABELMAP keeps segment numbers, with gaps where the viewer has some; 16 bits from number 256 on. Value 0 is the Pixel Padding Value
  and has an item in the Segment Sequence, for every value in the pixel data must be described (C.8.20.2.3.3, Supplement 243);
  viewers that list all items show it as “Background”.
- BINARY counts segments from 1. Segments that overlap are written so (Segments Overlap YES). A label map cannot hold them: the panel
  writes BINARY by itself and says so, the command line gives a voxel to one segment and says which loses how many drawn ones.
- FRACTIONAL is a probability, Maximum Fractional Value ${MAXIMUM_FRACTIONAL_VALUE}: what the network gave before it was cut at one half, 1 on drawn slices.
  In the panel it is written on request; slices that were drawn or corrected, or whose probabilities are not kept any more, have the
  values 0 and 1, and the panel says which segments these are.
- Frames lie in the order of position along the normal, in BINARY and FRACTIONAL by segment first; frames without a voxel are left out,
  and with them Dimension Organization Type, whose value 3D promises that none is.
- Pixel data are never compressed with loss, nor written deflated, which many readers do not take.
- Which type the panel offers first is a setting of the data source ([embedding.md](embedding.md#what-your-archive-takes)).

### Identification

Patient, study, frame of reference and clinical trial come from the source image under the first frame; values that break the rules of
their VR are left out, and codes that break those of the Code Sequence Macro. SOP Instance UID, Series Instance UID and Dimension Organization UID are new, under 2.25 (PS3.5 B.2). Saving
again makes a new instance in the same series with the next Instance Number, also after the SEG was opened again; nothing
is ever overwritten. The SEG of another program is continued in a series of our own. Implementation Class UID:
${IMPLEMENTATION_CLASS_UID}. Character set: ISO_IR 192; names in other character sets are converted.

### Modules

Usage as in PS3.3 A.51: M mandatory, C conditional, U optional. Attributes with their types; an object that would lack one of type 1 or 2
is refused with a sentence.

| entity | module | PS3.3 | usage | attributes |
|---|---|---|---|---|
${segmentationIod
  .map(
    (module) =>
      `| ${module.entity} | ${module.name} | ${module.section} | ${module.usage} | ${attributesOf(module)} |`,
  )
  .join('\n')}

Macros and items within them:

| macro | PS3.3 | attributes |
|---|---|---|
${segmentationMacros.map((macro) => `| ${macro.name} | ${macro.section} | ${attributesOf(macro)} |`).join('\n')}

### Where each slice came from

Frame Comments (0020,9158), which the standard leaves to the writer, have a sentence for each segment of the frame: \`Segment 2:
propagated, trust 0.831, presence 0.99.\` The words are ${SLICE_ORIGINS.join(', ')}; scores follow for what was filled in, and
\`checked 1\` where the user has marked it as right. Readers may show or ignore them; the panel takes them up when the SEG is opened again. Frames without a voxel are not stored, so that a slice
judged empty is not told from one that nobody looked at. Segment Algorithm Type is MANUAL for a segment that was only drawn, otherwise
SEMIAUTOMATIC with the model's name, version and SHA-256 in the Algorithm Identification.

### Codes

Segmented Property Category (CID 7150), Type (CID 7151 and other context groups for anatomy and findings), laterality as modifier (CID
244) and Anatomic Region are SNOMED CT, from a table of ${commonStructures.length} structures (\`few-shot-lms structures\` lists it). A label
that fits nothing gets (85756007, SCT, "Tissue"). Codes of SNOMED RT in SEGs that are read are written as their SNOMED CT
successors. Colours are written as Recommended Display CIELab Value.
`;
}

function syntaxRow(uid: string): string {
  return `| ${transferSyntaxName(uid).replace(` (${uid})`, '')} | ${uid} |`;
}

function attributesOf({ attributes }: AttributeTable): string {
  const { nameMap } = quietDcmjs().data.DicomMetaDictionary;
  return Object.entries(attributes)
    .map(([keyword, type]) => `${keyword} ${nameMap[keyword]?.tag ?? ''} ${type}`)
    .join('; ');
}
