import { dicomSentences } from '@few-shot-lms/dicom-seg';
import { engineSentences } from '@few-shot-lms/engine';
import { translatable } from './translation';
import { PRODUCT } from './version';

/**
 * Every sentence and label that a user can meet, in English; slice numbers are those that the viewer shows. A translation
 * names a text by its place here (docs/embedding.md), so parameters are what is shown: words, formatted numbers, counts; the
 * first number is the one that decides on singular or plural.
 */
export const texts = translatable({
  panel: {
    title: PRODUCT,
    oneOfStacks: (number: number, stacks: number, name: string) =>
      `Stack ${number} of ${stacks} in this series (${name}); slices are counted in it. For another one add a new segmentation and draw there.`,
    leftOut: (images: number) =>
      images === 1
        ? '1 image of this series is no slice of it and is left out.'
        : `${images} images of this series are no slices of it and are left out.`,
    middlePhase: (number: number, phases: number) =>
      `This series holds ${phases} phases or echoes; the viewer's segmentations lie on the images of number ${number}, which are used here.`,
    notMedicalDevice: 'Not a medical device: for research only, not for diagnosis or treatment.',
  },
  empty: {
    heading: 'Draw once, get the whole series',
    steps: [
      'Go to a slice that shows the organ well.',
      'Draw the organ on this one slice with the brush.',
      'Press Propagate: the other slices are filled for you.',
    ],
    start: 'Create a segment and take the brush',
    brush: 'Take the brush',
    drawHint: (segment: string) =>
      `Draw ${segment} on one slice with the brush; it appears here as the support.`,
  },
  support: {
    heading: 'Support',
    count: (n: number) => (n === 1 ? '1 drawn slice' : `${n} drawn slices`),
    of: 'of',
    slice: (number: number) => `Slice ${number}`,
    goTo: (number: number) => `Go to slice ${number}`,
    thumbnail: (segment: string, number: number) => `${segment} as drawn on slice ${number}`,
    more: (n: number) => `and ${n} more`,
  },
  labels: {
    heading: 'Labels',
    takesPart: (label: string) => `${label} takes part in the next run`,
    activate: (label: string) => `Make ${label} the active label`,
    counts: (drawn: number, filled: number) =>
      drawn === 0 && filled === 0
        ? 'nothing drawn'
        : filled === 0
          ? `${drawn} drawn`
          : `${drawn} drawn, ${filled} filled`,
    both: (first: string, second: string) => `${first} and ${second}`,
    several: (n: number) => plural(n, 'label'),
    add: 'Add a label',
    addHint: 'A new label in the same segmentation, to be drawn with the brush.',
    locked: 'locked in OHIF',
    overwrite: 'May overwrite labels that take no part',
  },
  range: {
    heading: 'Range',
    whole: 'Whole series',
    limited: 'Slices',
    from: 'From slice',
    to: 'to slice',
    fromHere: 'From here',
    up: (last: number) => `up to ${last}`,
    down: 'down to 1',
    handle: { low: 'Range: lowest slice', high: 'Range: highest slice' },
  },
  run: {
    propagate: 'Propagate',
    again: 'Propagate again',
    update: (slices: number) => (slices === 0 ? 'Update' : `Update ${plural(slices, 'slice')}`),
    updateHint:
      'Fills what is missing and does again what depends on corrected slices; nothing else changes.',
    resume: 'Go on',
    resumeHint: 'Goes on where the run stopped; finished slices stay.',
    cancel: 'Cancel',
    cancelling: 'Cancelling after this slice…',
    stopNow: 'Stop now',
    stopNowHint:
      'Ends the model with the run; it starts again when it is needed. Finished slices stay; the probabilities and the explanations of earlier runs are gone.',
    loadingImages: (done: number, total: number) => `Loading images: ${done} of ${total}`,
    loadingModel: 'Starting the model…',
    progress: (labels: string, done: number, planned: number) => `${labels}: ${done} of ${planned} slices`,
    timeLeft: (text: string) => `about ${text} left`,
    measuring: 'measuring the speed…',
  },
  ahead: {
    loading: (done: number, total: number, megabytes: number) =>
      `Images made ready: ${done} of ${total}, ${megabytes} MB`,
    ready: (total: number, megabytes: number) => `Images ready: ${total} of ${total}, ${megabytes} MB`,
    tooLarge: (megabytes: number) =>
      `This series needs ${megabytes} MB, so its images are made ready only when you press Propagate.`,
    failed: (detail: string) => `The images could not be made ready. ${detail}`,
  },
  features: {
    encoding: (ready: number, total: number, megabytes: number) =>
      `Features made ready: ${ready} of ${total}, ${megabytes} MB`,
    complete: (ready: number, total: number, megabytes: number) =>
      `Features ready: ${ready} of ${total}, ${megabytes} MB`,
    full: (ready: number, total: number, megabytes: number) =>
      `Features ready: ${ready} of ${total}, ${megabytes} MB; they may take no more memory`,
    fromDisk: (slices: number) => `${slices} of them stored earlier`,
    failed: (detail: string) => `The features could not be made ready; a run still works. ${detail}`,
  },
  shelf: {
    keep: 'Keep features on this computer',
    hint: (limit: string) =>
      `A series opened again is ready sooner. What is kept is computed from the images; its names say nothing about the patient. At most ${limit}, the oldest go first.`,
    stored: (size: string) => `Stored features: ${size}`,
    delete: 'Delete stored features',
    problems: {
      'no-storage': 'This browser lets the viewer store no files here, so nothing is kept.',
      'no-space':
        'The browser gives no more space for stored features: free some on this computer, or delete them.',
      failed:
        'Stored features could not be read or written, so nothing more is kept: switch this off and on again to try once more.',
    },
    noSetting:
      'This browser does not let the viewer remember settings, so features cannot be kept on this computer: allow site data for this page.',
  },
  summary: {
    started: (segment: string) => `${segment}: the run has started.`,
    done: (segment: string) => `${segment}: done.`,
    cancelled: (segment: string) => `${segment}: cancelled; the slices done so far are kept.`,
    undone: (segment: string) => `${segment}: the run was undone.`,
    failed: (segment: string) => `${segment}: stopped by a problem; the slices done so far are kept.`,
    counts: (propagated: number, absent: number, beyondEnd: number) =>
      [
        `${plural(propagated, 'slice')} filled`,
        ...(absent > 0 ? [`${absent} without the object`] : []),
        ...(beyondEnd > 0 ? [`${beyondEnd} beyond its end`] : []),
      ].join(', '),
    kept: (n: number) => `${plural(n, 'slice')} left as they are, because you changed or checked them`,
    time: (duration: string) => `in ${duration}`,
    leastTrusted: (number: number, trust: string) => `Least trusted: slice ${number} (${trust})`,
  },
  strip: {
    label: 'Slices',
    help: 'Height and colour show the trust. Arrow keys move, Enter goes to the slice.',
    cell: {
      drawn: 'drawn, kept as it is',
      locked: 'corrected or locked by you, kept as it is',
      released: 'drawn, but unlocked: the next run overwrites it',
      erased: 'erased by you, kept empty',
      propagated: 'filled',
      absent: 'object absent',
      'beyond-end': 'beyond the end of the object',
      empty: 'not done',
      outside: 'outside the range',
      waiting: 'not done yet',
    },
    checked: 'checked by you',
    stale: 'out of date, Update does it again',
    staleChecked: 'out of date, but left alone because you checked it',
    /** A share in per cent, with a word for those who do not read numbers. */
    presence: {
      high: (share: string) => `object present: certain (${share})`,
      middle: (share: string) => `object present: likely (${share})`,
      low: (share: string) => `object present: doubtful (${share})`,
    },
    absence: {
      high: (share: string) => `object absent: certain (${share})`,
      middle: (share: string) => `object absent: likely (${share})`,
      low: (share: string) => `object absent: doubtful (${share})`,
    },
    certainty: {
      high: (share: string) => `boundary: sharp (${share})`,
      middle: (share: string) => `boundary: fair (${share})`,
      low: (share: string) => `boundary: vague (${share})`,
    },
    agreement: {
      high: (share: string) => `like its neighbour: closely (${share})`,
      middle: (share: string) => `like its neighbour: partly (${share})`,
      low: (share: string) => `like its neighbour: hardly (${share})`,
    },
    way: {
      high: (share: string) => `on the way here: sure throughout (${share} where least)`,
      middle: (share: string) => `on the way here: less sure at times (${share} where least)`,
      low: (share: string) => `on the way here: unsure at times (${share} where least)`,
    },
    reverse: {
      high: (share: string) => `carried back to the drawn slice: fits (${share})`,
      middle: (share: string) => `carried back to the drawn slice: fits partly (${share})`,
      low: (share: string) => `carried back to the drawn slice: does not fit (${share})`,
    },
    trust: (share: string) => `trust ${share}`,
    legend: {
      drawn: 'drawn',
      locked: 'corrected',
      released: 'unlocked',
      erased: 'erased',
      trusted: 'trusted',
      doubtful: 'check',
      absent: 'absent',
      'beyond-end': 'beyond the end',
      waiting: 'to come',
      empty: 'not done',
      outside: 'outside the range',
      stale: 'out of date',
      checked: 'checked',
    },
    end: {
      label: { low: 'Found end of the object, lower slices', high: 'Found end of the object, higher slices' },
      found: (number: number) => `slice ${number}`,
      moved: (number: number) => `slice ${number}, moved by you`,
      help: 'Drag an end outward to go on there, inward to clear. With the keyboard: arrow keys, then Enter.',
    },
  },
  review: {
    next: 'Next to check',
    accept: 'Checked',
    acceptHint: 'Says that this slice is right; runs leave it alone then.',
    acceptVisited: (slices: number) =>
      slices === 1
        ? 'Mark the slice you looked at as checked'
        : `Mark the ${slices} slices you looked at as checked`,
    acceptVisitedHint:
      'Of the active label, as they are now. What has changed since, is out of date or was only scrolled past is left to check.',
    progress: (filled: number, checked: number) => `${checked} of ${plural(filled, 'filled slice')} checked`,
    progressAbsent: (absent: number, checked: number) => `${checked} of ${absent} without the object`,
    lock: 'Use as support',
    lockHint: 'Locks this slice as it is; the next update starts from it.',
    unlock: 'Unlock',
    unlockHint: 'This slice is no support any more; the next run may overwrite it.',
    unlockErasedHint: 'This slice need not stay empty any more; the next run may fill it.',
  },
  clear: {
    heading: 'Clear…',
    slice: 'This slice',
    up: 'From here up',
    down: 'From here down',
    all: 'All filled slices',
    hint: 'Drawn and corrected slices stay, unless you clear the one in view. Undo brings everything back.',
  },
  explain: {
    heading: 'What the network saw and found here',
    none: {
      noSlice: 'No viewport shows a slice as it was acquired; choose a layout with one that does.',
      drawn: 'Drawn by you: there is nothing of the network to show here.',
      beyondEnd: 'The run found the object’s end before this slice, so the network has not looked at it.',
      empty: 'Nothing of a run is on this slice.',
      notKept: 'What the run saw here is not kept any more; a new run over this slice shows it again.',
    },
    note: 'From the very run whose result is on the slice, around the object only; kept for the latest slices, at most 48 MB. Between two drawn slices the side that counts more is shown, mostly the nearer one.',
    show: (name: string) => `${name}: show over the image`,
    legend: (low: string, high: string) => `${low} to ${high}`,
    variables: {
      query: 'Image',
      prior: 'Neighbour’s mask (prior)',
      grey: 'Evidence of grey values',
      evidence: 'Evidence of prototypes',
      u0: 'u⁰, where it starts',
      u: (stage: number, exponent: string) => `u${exponent}, mask after stage ${stage}`,
      v: (exponent: string) => `v${exponent}, dual variable`,
      entropy: 'Entropy of the mask (nats)',
      mask: 'Final mask',
    },
  },
  save: {
    heading: 'Save as DICOM SEG',
    store: 'Save to the archive',
    download: 'Download',
    saving: 'Saving…',
    unsaved: {
      never: 'Not saved yet.',
      changed: 'Changes since the last save are not saved.',
    },
    encoding: 'Encoding',
    encodings: {
      LABELMAP: 'Label map (newer readers)',
      BINARY: 'Binary (every reader)',
      FRACTIONAL: 'Probabilities (fractional)',
    },
    stored: (name: string) => `Saved as “${name}”.`,
    downloaded: (name: string) => `Downloaded ${name}.`,
    stop: 'Stop',
    stopped:
      'Stopped. An archive that had the file already may still store it; saving again sends the same one.',
    overtaken: 'What you changed meanwhile may be missing in it; save again.',
    retry: 'Try again',
    noStore: 'This data source cannot store; download the file instead.',
    becauseOverlap: (first: string, second: string) =>
      `It is binary, because ${first} and ${second} overlap, which a label map cannot hold.`,
    onlyDrawn: (segment: string) =>
      `No run has filled a slice of ${segment} as it is now, so its values are 0 and 1.`,
    noSoft: (segment: string) =>
      `The probabilities of ${segment} are not kept any more, so its values are 0 and 1; propagate again to have them.`,
    someSoft: (slices: number, segment: string) =>
      `The probabilities of ${plural(slices, 'slice')} of ${segment} are not kept any more, so their values are 0 and 1.`,
    writerFailed: (detail: string) =>
      `The part of the program that writes segmentations stopped (${detail}); nothing was lost. Try again, or save fewer segments at a time.`,
    meaning: {
      heading: 'Meaning of the segments',
      show: 'Say what each segment shows',
      label: (segment: string) => `What ${segment} shows`,
      fromLabel: (structure: string) => `${structure} (from its name)`,
      fromSeg: (structure: string) => `${structure} (from the opened SEG)`,
      auto: 'What its name says',
      none: 'Nothing fits: the name stays as it is, with the general code “Tissue”.',
      count: (n: number) => (n === 1 ? '1 structure fits' : `${n} structures fit`),
      codes: (codes: string) => `Codes: ${codes}`,
    },
  },
  open: {
    heading: (n: number) =>
      n === 0 ? 'Start from a saved segmentation' : `Start from a saved segmentation (${n})`,
    none: 'This study has no saved segmentation yet.',
    use: 'Its slices count as',
    uses: {
      support: 'drawn: runs keep them',
      start: 'a first guess: runs may change them',
    },
    unnamed: 'Segmentation',
    details: (series: string, number: string, made: string) =>
      `series ${series || '?'}, no. ${number || '?'}, ${made || 'no date'}`,
    open: (name: string) => `Open ${name}`,
    file: 'From a file…',
    reading: (name: string) => `Reading ${name}…`,
    stop: 'Stop',
    asks: {
      PROBABILITY: (name: string) =>
        `${name} holds probabilities. From which probability on does a voxel belong to the segment?`,
      OCCUPANCY: (name: string) =>
        `${name} holds the share of each voxel that is filled. From which share on does a voxel belong to the segment?`,
    },
    threshold: 'Threshold in %',
    openWithThreshold: 'Open',
    opened: (segments: number, name: string) =>
      `${plural(segments, 'segment')} of ${name} opened as a new segmentation.`,
    empty: 'The segmentation has no voxel on this series; choose another one, or a lower threshold.',
    tooManySegments: (segments: number, most: number) =>
      `The segmentation has ${segments} segments, more than the ${most} that the viewer can hold; choose another one.`,
    renumbered: (most: number) =>
      `The viewer numbers segments up to ${most}, so they were counted anew from 1; names, colours and codes are kept.`,
    badThreshold: 'The threshold is a number above 0 and at most 100 %.',
    nothingAsked: 'No segmentation waits for a threshold: choose one from the list first.',
    otherSeries:
      'Another series was opened meanwhile, so nothing was changed: choose the segmentation again.',
    notFetched: (detail: string) =>
      `The segmentation could not be fetched from the archive (${detail}): check the connection and try again.`,
    fileNotRead: (detail: string) => `The file could not be read (${detail}): choose it again.`,
    readerFailed: (detail: string) =>
      `The part of the program that reads segmentations stopped (${detail}); nothing was changed. Try again, or choose a smaller file.`,
    noReader: 'it could not be started',
    notOpened:
      'The viewer did not take the segmentation; nothing else was changed. Click into the series and try again.',
  },
  backend: {
    heading: 'Model',
    off: 'The model starts when there is something to segment.',
    starting: 'Starting the model…',
    threads: (n: number) => plural(n, 'thread'),
    selfTest: (difference: string) => `self-test passed (difference ${difference})`,
    licence: (licence: string) => `weights: ${licence}`,
    restart: 'Start the model again',
    menu: 'Choose model and provider',
    model: 'Model',
    missing: (id: string) =>
      `This viewer is set to start with the model “${id}”, which its list does not have: the default of the list is used instead. Tell whoever runs this viewer.`,
    run: 'Run on',
    providers: { auto: 'What works best', webgpu: 'WebGPU', wasm: 'WebAssembly' },
    warmUp: (seconds: string) => `ready and warmed up in ${seconds} s`,
    diagnostics: 'Copy diagnostics',
    copied: 'Copied. It names no patient.',
    copyByHand: 'The browser does not let this page use the clipboard: copy the text from here.',
    otherRegion: (title: string, measured: string, series: string) =>
      `${title} was measured on ${measured}; this series shows ${series}. Check the result with extra care.`,
    otherModality: (title: string, trained: string, series: string) =>
      `${title} was trained on ${trained}; this series is ${series}. Check the result with extra care.`,
    reasons: {
      webgpu: 'WebGPU works and passed the self-test.',
      noWebGpu: 'This browser offers no WebGPU.',
      noAdapter: 'No graphics adapter is available to WebGPU.',
      softwareAdapter: 'WebGPU would run in software, which is slower than WebAssembly.',
      webGpuFailed: (detail: string) => `WebGPU failed on this machine (${detail}).`,
      webGpuWrong: (difference: string) =>
        `WebGPU gave wrong numbers in the self-test (difference ${difference}).`,
      wasmFailed: (detail: string) => `WebAssembly failed: ${detail}`,
      wasmWrong: (difference: string) =>
        `WebAssembly gave wrong numbers in the self-test, difference ${difference}`,
      webGpuLost: (detail: string) => `WebGPU stopped during a run (${detail}).`,
      chosen: 'Chosen by hand.',
      noThreads: 'Threads are off because the page is not cross-origin isolated.',
    },
  },
  history: {
    propagate: (segments: string) => `Propagation of ${segments}`,
    update: (segments: string) => `Update of ${segments}`,
    extend: (segments: string) => `Propagation of ${segments} beyond its end`,
    clear: (segment: string) => `Clearing of ${segment}`,
  },
  problems: {
    noViewport: 'No series is open: drag one into a viewport to start.',
    noSeries: 'The active viewport shows nothing that can be segmented: choose one with an image series.',
    loadingSeries: 'The series is still being opened.',
    notImages: (modality: string) =>
      `${modality} objects have no slices to segment: choose a viewport with an image series.`,
    colour: 'Colour images cannot be propagated yet: choose a greyscale series such as CT or MR.',
    multiFrame:
      'The frames of these images do not say where they lie: choose a series with one slice per image, or an enhanced CT or MR.',
    tooFew: 'This series has only one slice: there is nothing to propagate to.',
    noSegment: 'There is no segment to propagate: create one and draw it on a slice.',
    locked: (segment: string) => `${segment} is locked in OHIF: unlock it in the segmentation panel first.`,
    noLabelNumber: (most: number) =>
      `The viewer numbers labels up to ${most} and has given that number away: delete the last label, or add a new segmentation in the segmentation panel.`,
    nothingDrawn: 'Nothing is drawn yet: draw the organ on one slice with the brush, then press Propagate.',
    nothingDrawnAnew:
      'Every filled slice came from a propagation and the drawn one is gone: draw or correct one slice, then press Propagate.',
    allDrawn:
      'Every slice already has a mask, so there is nothing to fill: clear the slices that should be found, or add a new segment.',
    rangeFull:
      'Every slice in the range is drawn, erased or checked already: widen the range, unlock slices or take the check off.',
    badRange: (slices: number) =>
      `The range must be whole slice numbers from 1 to ${slices}, the first not above the last.`,
    nobodyTakesPart:
      'No label with a drawn slice takes part: tick one in the list of labels, or unlock it in the segmentation panel.',
    upToDate: 'Everything is up to date: correct a slice first, or press Propagate to do all slices again.',
    badEnd: 'The end of the object must lie beyond its outermost drawn slice: choose a slice further out.',
    noSlice:
      'No viewport shows this series slice by slice as it was acquired: choose a layout with one that does, a single viewport for instance.',
    nothingToClear: 'There is nothing to clear: drawn and locked slices stay.',
    notFilled:
      'Only a slice that a run has filled or found without the object can be checked: go to one first.',
    nothingVisited:
      'No slice that you have looked at is left to check: look at one that a run has filled first.',
    emptySlice: 'This slice is empty: there is nothing to lock or unlock.',
    allChecked: 'Everything that runs have found is checked.',
    busy: 'A propagation is running: wait for it or cancel it first.',
    sliceNotLoaded: (number: number) =>
      `The image of slice ${number} could not be loaded: check the connection to the archive and try again.`,
    sliceSize: (number: number) =>
      `Slice ${number} has another size than the first one, so the series is not one volume: choose another series.`,
    noPositions:
      'The images of this series do not say where they lie in space: choose a CT or MR series of parallel slices.',
    modalityLut:
      'This series maps its values with a table instead of a slope, which is not supported yet: choose another series.',
    noLabelmapSlice: (number: number) =>
      `The segmentation has no image for slice ${number}: create a new segmentation on this series.`,
    segmentGone: 'The segment was removed during the run; nothing else was changed.',
    stackLeft:
      'The drawing has moved to another stack of this series during the run; nothing else was changed.',
    otherStack: (step: string) =>
      `${step} was done on another stack of this series than the one that is drawn on now, so it stays as it is.`,
    workerFailed:
      'The part of the program that runs the model stopped unexpectedly; your drawing and all finished slices are kept. Press Go on or Propagate; the next run starts it again.',
    noSuchModel: (id: string) =>
      `The model “${id}” is not in this viewer's list of models: choose another one.`,
    modelFetch: (path: string, detail: string) =>
      `The model file ${path} could not be loaded (${detail}): reload the page, or ask whoever runs this viewer to check its installation.`,
    noBackend: (detail: string) =>
      `The model can run neither on WebGPU nor on WebAssembly here (${detail}): use a current Chrome, Edge or Firefox.`,
    outsideStacks:
      'This image is no slice of a stack (a localizer, or a slice that is there twice): erase what is drawn on it, and draw on one of the others.',
    drawnElsewhere: (images: number) =>
      `${images} ${images === 1 ? 'image' : 'images'} of another stack of this series ${images === 1 ? 'is' : 'are'} drawn on too, which one SEG cannot hold: erase there what is not meant, or draw it in a segmentation of its own.`,
    nothingToSave: 'There is nothing to save yet: draw or propagate a segment first.',
    storeFailed: (detail: string, advice: string) =>
      `The archive did not take the segmentation (${detail}). ${advice}, or download the file so that nothing is lost.`,
    status: (status: number) => `status ${status}`,
    noAnswer: 'no answer from the server',
    storeAdvice: {
      again: 'Try again',
      network: 'Check the connection and try again',
      signIn: 'You are not signed in any more: sign in in another tab and try again',
      notAllowed: 'You may not store here: ask whoever runs the archive',
      noStorage: 'It has no storing at this address: ask whoever runs this viewer',
      conflict: 'It found fault with the file: try the other encoding',
      tooLarge: 'The file is larger than it takes: save as a label map, which is much smaller',
      otherKind: 'It does not take this kind of file: try the other encoding',
      busy: 'It is down or busy: try again in a minute',
      full: 'It is full: ask whoever runs it to make room',
    },
    storedNotShown: (detail: string) =>
      `The segmentation was sent, but the archive does not list it (${detail}): reload the study to look for it, or download the file.`,
    unexpected: (detail: string) =>
      `Something went wrong that should not have (${detail}). Your drawing is kept; try again.`,
    dismiss: 'Dismiss',
  },
  /** What the mode adds to OHIF's preferences and toolbar. No colons in the keys' names: OHIF looks them up in i18next. */
  mode: {
    hotkeys: {
      propagate: 'Few-shot LMS, propagate',
      update: 'Few-shot LMS, update',
      cancel: 'Few-shot LMS, cancel',
      nextToCheck: 'Few-shot LMS, next to check',
      acceptSlice: 'Few-shot LMS, slice is checked',
      acceptAndNext: 'Few-shot LMS, slice is checked, go to the next',
      resume: 'Few-shot LMS, go on with the run',
      lockSlice: 'Few-shot LMS, use slice as support',
      unlockSlice: 'Few-shot LMS, unlock slice',
      clearSlice: 'Few-shot LMS, clear slice',
      save: 'Few-shot LMS, save to the archive',
    },
    propagate: 'Propagate',
    propagateHint: 'Few-shot LMS: fill the other slices from the drawn ones',
    cancel: 'Cancel',
    cancelHint: 'Few-shot LMS: end the run after this slice; finished slices stay',
  },
  engine: engineSentences,
  dicom: dicomSentences,
} as const);

export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** 'Liver', 'Liver and Spleen', '3 labels'. */
export function someLabels(labels: readonly string[]): string {
  const [first, second] = labels;
  if (labels.length > 2) return texts.labels.several(labels.length);
  return labels.length === 2 ? texts.labels.both(first, second) : first;
}

export function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

/** '45 s', '3 min 20 s'; rounded up so that a running job never shows 0 s. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${(seconds - rest) / 60} min` : `${(seconds - rest) / 60} min ${rest} s`;
}

/** '4.3 cm²', below a tenth of a cm² '7.0 mm²'. */
export function formatArea(mm2: number): string {
  return mm2 >= 10 ? `${(mm2 / 100).toFixed(mm2 >= 1000 ? 1 : 2)} cm²` : `${mm2.toFixed(1)} mm²`;
}
