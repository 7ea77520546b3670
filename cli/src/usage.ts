export const USAGE = `few-shot-lms propagate --image PATH --support PATH --out PATH [options]

Takes segments drawn on one or a few slices to all other slices of a CT or MR volume.

  --image PATH            folder of DICOM files (one series), an enhanced multi-frame DICOM file, or .nii / .nii.gz
  --support PATH          drawn slices: label volume .nii.gz on the image's grid, or DICOM SEG of the series
  --out PATH              result: .nii.gz (the image's grid and affine) or .dcm (DICOM SEG; needs a DICOM image)

  --support-slices 42,57  slices of the support to read, 0-based: along the third axis of a NIfTI file, along the
                          spatial order of a DICOM series; default: every slice that has labels, but of a SEG of this
                          program or the panel those drawn or corrected (checked ones are kept, others done again)
  --labels 1,6            labels (segment numbers) to propagate; default: all
  --range A:B             first and last slice to fill, 0-based as for --support-slices; default: the whole volume
  --at-least A:B          the object goes on at least from slice A to slice B, whatever the model says of its ends (where
                          it finds no voxel a slice stays empty all the same); 0-based, for all labels
  --empty 3,7             slices without the object, which stay empty and are stepped over; 0-based, for all labels
  --series UID            series to take from a folder that holds several
  --stack N               which stack to take from a series that holds several (acquisitions, phases, echoes), from 1
  --modality CT|MR        what a NIfTI image is (DICOM says it itself)
  --seg-kind KIND         for --out .dcm: LABELMAP (default), BINARY (for readers from before 2024, and for segments
                          that overlap) or FRACTIONAL (the probabilities that the network gave, instead of labels)
  --seg-threshold SHARE   for a --support SEG of fractions: from which share a voxel counts as drawn; default 0.5
  --structures 1=liver    what labels show, in the table of coded structures; default: what their names say
  --model ID              model of the manifest; default: the manifest's default
  --models DIR            folder with manifest.json and the model files; default: the one that comes along
  --threads N             threads of the network; default: the number of cores, at most 8
  --report PATH           JSON with scores per label and slice, times, provider, model hash, peak memory
  --help, --version

few-shot-lms structures [WORDS]

Lists the structures that the words fit: the name for --structures, what it is called, and its codes.

Ctrl-C, SIGTERM and SIGHUP cancel a run within a slice; a second one ends the program at once.

Exit codes: 0 done, 2 bad input, 3 cancelled (what was done is written; nothing, if that was before the first slice),
1 a fault of the program.
`;
