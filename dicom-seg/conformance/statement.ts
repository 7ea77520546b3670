import { commonStructures } from '../src/codes/common-structures';
import { currentCodes } from '../src/codes/retired-codes';
import { quietDcmjs } from '../src/part10/quiet-dcmjs';
import { TransferSyntax, transferSyntaxName } from '../src/part10/transfer-syntax';
import { IMPLEMENTATION_CLASS_UID } from '../src/part10/write-part10';
import { readableCompressions } from '../src/pixels/frame-decoder';
import { MAXIMUM_FRACTIONAL_VALUE } from '../src/seg/frames/fractional-frames';
import type { AttributeTable } from '../src/seg/iod/attribute-table';
import { segmentationIod, segmentationMacros } from '../src/seg/iod/segmentation-iod';
import { LABEL_MAP_SEGMENTATION_STORAGE, SEGMENTATION_STORAGE } from '../src/seg/seg-class';
import { segKinds } from '../src/seg/seg-kinds';
import { EMPTY_ORIGINS, SLICE_ORIGINS } from '../src/seg/slice-origin';

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
in order by position, never by number. Reading of CT, MR and PT, classic and enhanced, is tested. A series that holds several stacks (acquisitions, phases,
echoes, b-values, a localizer beside the slices) is taken apart by what sets its images apart; the panel works on the stack that is drawn
on (of phases and echoes that OHIF shows as a volume in time: on the middle one), the command line on the one that \`--stack\` names. Of images in one place that nothing else sets apart the first ones make a stack, the second ones another.
Images with a Modality LUT Sequence are refused with a sentence. Parametric Maps of floating-point numbers have no Pixel Data (7FE0,0010)
and are left out; one of whole numbers is read like any grey image, in its stored values.

Segmentations of the open series, and of others in the same frame of reference, which is said, by the panel (as a new segmentation) and
the command line. The panel lists every instance of the study's series of SEGs, the newest first. One of another frame of reference is refused with a sentence. Frames are placed by position. In a
SEG of the very images one that lies farther from every slice than a fifth of the distance between slices (beside the series, or where slices
are missing) is left out, which is said. Where pixels are not voxels of the series, or frames of other images lie between its slices or have another
distance and thickness, all frames are resampled, which is said: a voxel gets the value nearest to it, within half a pixel and
half of what a frame stands for. That is the distance between frames (Spacing Between Slices, otherwise the smallest there is); where it is nearly twice Slice
Thickness or more, slices between were not annotated, and a frame stands for its thickness, or for one slice of the series if that is more. Of fractions a voxel counts from a share of the maximum
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

Patient, study, frame of reference and clinical trial come from the source image under the first frame. SOP Instance UID, Series Instance UID and Dimension Organization UID are new, under 2.25 (PS3.5 B.2). Saving
again in the panel makes a new instance in the same series with the next Instance Number, also after the SEG was opened again; each run of
the command line makes a new series. Nothing is ever overwritten. The SEG of another program is continued in a series of our own. Implementation Class UID:
${IMPLEMENTATION_CLASS_UID}. Character set: ISO_IR 192; names in other character sets are converted.

Values that break the rules of their VR:

- Refused with a sentence: a Patient ID, UIDs of the source, and what the user writes (segment labels, descriptions of series and
  content) with control characters or a backslash.
- Cut off at the length that the VR allows: segment labels, descriptions of series and content, names and versions of algorithms, code
  meanings.
- Left out, or empty where the attribute must be there: everything else that is copied from the source, the method of lossy
  compression with its ratio, codes that break the rules of the Code Sequence Macro, and what an opened SEG says of a segment besides its
  label (its description, its algorithm, its tracking identifiers).

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
\`checked 1\` where the user has marked it as right. Readers may show or ignore them; the panel takes them up when the SEG is opened again,
the command line when it is given as support.

Slices without a segment have no frame of it. The segment's nearest frame before them in spatial order says why: \`Segment 2 after:
absent 1 (presence 0.12, trust 0.88), checked absent 1, beyond-end 85.\`, and its first frame also for the slices before that: \`Segment 2
before: beyond-end 12, erased 1.\` Spatial order is along the cross product of the direction of growing columns and that of growing rows. The
numbers count slices away from the frame, the one next to it first: upwards for \`after\`, downwards for \`before\`. They make up all slices
up to the segment's next frame or the end of the stack. The words are ${EMPTY_ORIGINS.join(', ')}
(filled in, but all of it belongs to other segments), and \`unknown\` where nothing is known; \`checked\` stands before one that the user
has marked as right. Numbers that do not make up the slices that are there are ignored, and so are all of a segment with a frame
that is not one slice of the stack, and what is said of a slice that has voxels. A run of which nothing is known is left out, and so is
one for which the 10,240 characters of the attribute have no room even without its scores. Nothing is kept of a segment without any
frame.

### Who made a segment

Segment Algorithm Type is MANUAL for a segment that was only drawn, and SEMIAUTOMATIC with the model's name, version and SHA-256 in the
Algorithm Identification for one that a model of ours has added to. Any other segment of an opened SEG keeps type and name of the algorithm
that its SEG gives it, also where it was corrected by hand since, with the (first) Algorithm Identification if that has family, name and version. A
name that the SEG does not give is written as "unknown".

Tracking ID and Tracking UID stay with a segment over all SEGs that show it, also when it gets another label; a new segment's Tracking
ID is its label. Segment Description stays until the segment gets another label or meaning.

### Codes

Segmented Property Category (CID 7150), Type (CID 7151 and other context groups for anatomy and findings), laterality as modifier (CID
244) and Anatomic Region are SNOMED CT, from a table of ${commonStructures.length} structures (\`few-shot-lms structures\` lists it). A label
that fits nothing gets (85756007, SCT, "Tissue"). Segments of SEGs that are read keep their codes, in any scheme,
until they get another label or meaning. Those of SNOMED RT (SRT, SNM3, 99SDM) are written as their SNOMED CT successors where these are known: for the ${currentCodes().size} codes of the table, of the
prostate (CID 6300), common regions (CID 4031) and the like. Others are written as they came, which PS3.16 section 8.3 allows. Colours are written as Recommended Display CIELab Value.
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
