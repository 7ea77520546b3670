import type { SliceOrigin } from '@few-shot-lms/dicom-seg';

/** What a run does with a slice of the support: start from it, leave it as it is, or fill it anew. */
export type SliceUse = 'support' | 'kept' | 'redone';

/** By how the slice came to be; as drawn where that is not known. */
export function useOf(origin: SliceOrigin | undefined): SliceUse {
  if (!origin) return 'support';
  switch (origin.kind) {
    case 'drawn':
    case 'corrected':
      return 'support';
    case 'propagated':
      return origin.checked ? 'kept' : 'redone';
    case 'released':
      return 'redone';
  }
}

/** How a slice that a run started from came to be: naming one that a model filled in confirms it. */
export function originOfSupport(origin: SliceOrigin | undefined): SliceOrigin {
  const byModel = origin?.kind === 'propagated' || origin?.kind === 'corrected';
  return { kind: byModel ? 'corrected' : 'drawn' };
}
