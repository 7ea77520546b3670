/** Every sentence and label that a user can meet, in English; slice numbers are those that the viewer shows. */
export const texts = {
  panel: {
    title: 'Few-shot LMS',
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
    slice: (number: number) => `Slice ${number}`,
    goTo: (number: number) => `Go to slice ${number}`,
    thumbnail: (segment: string, number: number) => `${segment} as drawn on slice ${number}`,
    more: (n: number) => `and ${n} more`,
  },
  range: {
    heading: 'Range',
    whole: 'Whole series',
    limited: 'Slices',
    from: 'From slice',
    to: 'to slice',
  },
  run: {
    propagate: 'Propagate',
    again: 'Propagate again',
    cancel: 'Cancel',
    cancelling: 'Cancelling after this slice…',
    loadingImages: (done: number, total: number) => `Loading images: ${done} of ${total}`,
    loadingModel: 'Starting the model…',
    progress: (done: number, planned: number) => `${done} of ${planned} slices`,
    timeLeft: (text: string) => `about ${text} left`,
    measuring: 'measuring the speed…',
    otherSegment: (segment: string) => `Running for ${segment}.`,
  },
  summary: {
    done: (segment: string) => `${segment}: done.`,
    cancelled: (segment: string) => `${segment}: cancelled; the slices done so far are kept.`,
    undone: (segment: string) => `${segment}: the run was undone.`,
    failed: (segment: string) => `${segment}: stopped by a problem; the slices done so far are kept.`,
    counts: (propagated: number, absent: number, beyondEnd: number) =>
      `${plural(propagated, 'slice')} filled, ${absent} without the object, ${beyondEnd} beyond its end`,
    kept: (n: number) => `${plural(n, 'slice')} left as drawn during the run`,
    time: (seconds: number) => `in ${formatDuration(seconds * 1000)}`,
    leastTrusted: (number: number, trust: number) =>
      `Least trusted: slice ${number} (${Math.round(trust * 100)} %)`,
  },
  strip: {
    label: 'Slices',
    help: 'Height and colour show the trust. Arrow keys move, Enter goes to the slice.',
    cell: {
      drawn: 'drawn',
      propagated: 'propagated',
      absent: 'object absent',
      'beyond-end': 'beyond the end of the object',
      empty: 'not done',
      outside: 'outside the range',
      waiting: 'not done yet',
    },
    scores: (presence: number, certainty: number, agreement: number) =>
      `presence ${percent(presence)}, boundary certainty ${percent(certainty)}, agreement with the neighbour ${percent(agreement)}`,
    trust: (trust: number) => `trust ${percent(trust)}`,
    legend: { drawn: 'drawn', trusted: 'trusted', doubtful: 'check', absent: 'absent' },
  },
  save: {
    heading: 'Save as DICOM SEG',
    store: 'Save to the archive',
    download: 'Download',
    saving: 'Saving…',
    encoding: 'Encoding',
    encodings: { LABELMAP: 'Label map (newer readers)', BINARY: 'Binary (every reader)' },
    stored: (name: string) => `Saved as “${name}”.`,
    downloaded: (name: string) => `Downloaded ${name}.`,
    retry: 'Try again',
    noStore: 'This data source cannot store; download the file instead.',
    seriesDescription: (segmentation: string) => `${segmentation} (Few-shot LMS)`,
  },
  backend: {
    heading: 'Model',
    off: 'The model starts when there is something to segment.',
    starting: 'Starting the model…',
    provider: (provider: string, threads: number) =>
      provider === 'webgpu' ? 'WebGPU' : `WebAssembly, ${plural(threads, 'thread')}`,
    selfTest: (difference: number) => `self-test passed (difference ${difference.toExponential(1)})`,
    licence: (licence: string) => `weights: ${licence}`,
    restart: 'Start the model again',
    otherModality: (title: string, trained: string, series: string) =>
      `${title} was trained on ${trained}; this series is ${series}. Check the result with extra care.`,
    reasons: {
      webgpu: 'WebGPU works and passed the self-test.',
      noWebGpu: 'This browser offers no WebGPU.',
      noAdapter: 'No graphics adapter is available to WebGPU.',
      softwareAdapter: 'WebGPU would run in software, which is slower than WebAssembly.',
      webGpuFailed: (detail: string) => `WebGPU failed on this machine (${detail}).`,
      webGpuWrong: (difference: number) =>
        `WebGPU gave wrong numbers in the self-test (difference ${difference.toPrecision(2)}).`,
      webGpuLost: (detail: string) => `WebGPU stopped during a run (${detail}).`,
      chosen: 'Chosen by hand.',
      noThreads: 'Threads are off because the page is not cross-origin isolated.',
    },
  },
  history: { run: (segment: string) => `Propagation of ${segment}` },
  problems: {
    noViewport: 'No series is open: drag one into a viewport to start.',
    noSeries: 'The active viewport shows nothing that can be segmented: choose one with an image series.',
    loadingSeries: 'The series is still being opened.',
    notImages: (modality: string) =>
      `${modality} objects have no slices to segment: choose a viewport with an image series.`,
    colour: 'Colour images cannot be propagated yet: choose a greyscale series such as CT or MR.',
    multiFrame: 'Multi-frame images cannot be propagated yet: choose a series with one slice per image.',
    tooFew: 'This series has only one slice: there is nothing to propagate to.',
    noSegment: 'There is no segment to propagate: create one and draw it on a slice.',
    locked: (segment: string) => `${segment} is locked in OHIF: unlock it in the segmentation panel first.`,
    nothingDrawn: 'Nothing is drawn yet: draw the organ on one slice with the brush, then press Propagate.',
    nothingDrawnAnew:
      'Every filled slice came from a propagation and the drawn one is gone: draw or correct one slice, then press Propagate.',
    allDrawn:
      'Every slice already has a mask, so there is nothing to fill: clear the slices that should be found, or add a new segment.',
    rangeFull: 'Every slice in the range is drawn already: widen the range.',
    badRange: (slices: number) =>
      `The range must be whole slice numbers from 1 to ${slices}, the first not above the last.`,
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
    workerFailed:
      'The part of the program that runs the model stopped unexpectedly; your drawing and all finished slices are kept. Press Propagate to go on.',
    modelFetch: (path: string, detail: string) =>
      `The model file ${path} could not be loaded (${detail}): reload the page, or ask whoever runs this viewer to check its installation.`,
    noBackend: (detail: string) =>
      `The model can run neither on WebGPU nor on WebAssembly here (${detail}): use a current Chrome, Edge or Firefox.`,
    overlap: (first: string, second: string, voxels: number) =>
      `${first} and ${second} overlap in ${voxels} voxels, which one label map cannot hold: erase the overlap from one of them and save again.`,
    nothingToSave: 'There is nothing to save yet: draw or propagate a segment first.',
    storeFailed: (detail: string) =>
      `The archive did not take the segmentation (${detail}). Try again, or download the file so that nothing is lost.`,
    storedNotShown: (detail: string) =>
      `The segmentation was sent, but the archive does not list it (${detail}): reload the study to look for it, or download the file.`,
    unexpected: (detail: string) =>
      `Something went wrong that should not have (${detail}). Your drawing is kept; try again.`,
    dismiss: 'Dismiss',
  },
} as const;

export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
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
