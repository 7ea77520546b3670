import { isEmptyOrigin, type SliceOrigin } from '@few-shot-lms/dicom-seg';

/** What a run does with a slice of the support: start from it, leave it as it is, or fill it anew. */
export type SliceUse = 'support' | 'kept' | 'redone';

/** By how the slice came to be that shows the segment; as drawn where that is not known, or said of an empty one. */
export function useOf(origin: SliceOrigin | undefined): SliceUse {
  if (origin?.kind === 'propagated') return origin.checked ? 'kept' : 'redone';
  return origin?.kind === 'released' ? 'redone' : 'support';
}

/** True of a slice without the segment that somebody has left without it on purpose: no run fills it. */
export function staysEmpty(origin: SliceOrigin): boolean {
  return origin.kind === 'erased' || (isEmptyOrigin(origin) && origin.checked === true);
}

/** How a slice that a run started from came to be: naming one that a model filled in confirms it. */
export function originOfSupport(origin: SliceOrigin | undefined): SliceOrigin {
  const byModel = origin?.kind === 'propagated' || origin?.kind === 'corrected';
  return { kind: byModel ? 'corrected' : 'drawn' };
}
