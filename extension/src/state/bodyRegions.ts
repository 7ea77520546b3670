/**
 * What Body Part Examined says of series that show a region: parts of DICOM's codes (PS3.16 annex L), which name an organ or
 * join several regions in one word (CHESTABDPELVIS, ABDOMEN_PELVIS).
 */
const SAID_OF: Readonly<Record<string, readonly string[]>> = {
  ABDOMEN: [
    'ABD',
    'LIVER',
    'KIDNEY',
    'RENAL',
    'SPLEEN',
    'PANCREAS',
    'STOMACH',
    'GALLBLADDER',
    'BILEDUCT',
    'WHOLEBODY',
  ],
  HEART: ['HEART', 'CARDIAC', 'CORONARY', 'VENTRICLE', 'ATRIUM', 'WHOLEBODY'],
};

/** Whether a series with this Body Part Examined shows one of the regions. @param regions as a model's entry names them */
export function showsOneOf(regions: readonly string[], bodyPart: string): boolean {
  const said = lettersOf(bodyPart);
  return regions.some((region) =>
    (SAID_OF[region] ?? [lettersOf(region)]).some((word) => said.includes(word)),
  );
}

const lettersOf = (code: string): string => code.toUpperCase().replace(/[^A-Z]/g, '');
