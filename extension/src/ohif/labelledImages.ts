import type { Said } from '@few-shot-lms/engine';
import { said } from '../said';
import type { DisplaySet } from './ohifServices';

/** The images that a labelmap of OHIF lies on: all, or those of the middle phase where OHIF makes a volume in time of them. */
export function labelledImages(displaySet: DisplaySet): readonly string[] | undefined {
  const phases = phasesOf(displaySet);
  return phases.length > 0 ? phases[middleOf(phases)] : displaySet.imageIds;
}

/** Says which phase the labelmaps of a volume in time lie on; null for other series. */
export function phasesNotice(displaySet: DisplaySet | undefined): Said | null {
  const phases = displaySet ? phasesOf(displaySet) : [];
  return phases.length > 1 ? said('panel.middlePhase', middleOf(phases) + 1, phases.length) : null;
}

function phasesOf({ isDynamicVolume, dynamicVolumeInfo }: DisplaySet): readonly (readonly string[])[] {
  return (isDynamicVolume && dynamicVolumeInfo?.timePoints) || [];
}

/** OHIF 3.13's own choice, in `createLabelmapForDisplaySet`. */
function middleOf(phases: readonly unknown[]): number {
  return Math.floor(phases.length / 2);
}
