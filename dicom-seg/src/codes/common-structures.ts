import { sct } from './coded-concept';
import type { StructureConcept } from './structure-concept';

/** Segmented Property Categories (CID 7150). */
const ANATOMICAL_STRUCTURE = sct('91723000', 'Anatomical Structure');
const TISSUE = sct('85756007', 'Tissue');
const BODY_SUBSTANCE = sct('91720002', 'Body Substance');
const ABNORMAL_STRUCTURE = sct('49755003', 'Morphologically Abnormal Structure');

/** Laterality (CID 244). */
const LEFT = sct('7771000', 'Left');
const RIGHT = sct('24028007', 'Right');

const BLOOD = sct('87612001', 'Blood');

type Rgb = readonly [number, number, number];

const organ = (
  id: string,
  name: string,
  code: string,
  meaning: string,
  rgb: Rgb,
  synonyms: readonly string[] = [],
): StructureConcept => ({
  id,
  name,
  synonyms,
  category: ANATOMICAL_STRUCTURE,
  type: sct(code, meaning),
  rgb,
});

/** The organ itself (side not known), its left and its right. */
const paired = (
  id: string,
  name: string,
  code: string,
  meaning: string,
  [whole, left, right]: readonly [Rgb, Rgb, Rgb],
  synonyms: readonly string[] = [],
): StructureConcept[] => {
  const lower = name.toLowerCase();
  const names = [lower, ...synonyms];
  return [
    organ(id, name, code, meaning, whole, synonyms),
    {
      ...organ(`${id}-left`, `Left ${lower}`, code, meaning, left, [
        ...names.flatMap((one) => [`${one} left`, `left ${one}`, `l ${one}`, `${one} l`]),
      ]),
      typeModifier: LEFT,
    },
    {
      ...organ(`${id}-right`, `Right ${lower}`, code, meaning, right, [
        ...names.flatMap((one) => [`${one} right`, `right ${one}`, `r ${one}`, `${one} r`]),
      ]),
      typeModifier: RIGHT,
    },
  ];
};

/**
 * Structures that are often segmented, in SNOMED CT codes that DICOM uses (the organs of abdominal and cardiac
 * benchmarks first). The last one is what a label gets that fits nothing.
 */
export const commonStructures: readonly StructureConcept[] = [
  organ('liver', 'Liver', '10200004', 'Liver', [221, 130, 101], ['hepar']),
  organ('spleen', 'Spleen', '78961009', 'Spleen', [157, 108, 162], ['lien']),
  ...paired(
    'kidney',
    'Kidney',
    '64033007',
    'Kidney',
    [
      [185, 102, 83],
      [199, 110, 74],
      [170, 94, 92],
    ],
    ['ren', 'kidneys'],
  ),
  organ(
    'gallbladder',
    'Gallbladder',
    '28231008',
    'Gallbladder',
    [139, 150, 98],
    ['gall bladder', 'vesica fellea'],
  ),
  organ('aorta', 'Aorta', '15825003', 'Aorta', [224, 97, 76]),
  organ('pancreas', 'Pancreas', '15776009', 'Pancreas', [249, 180, 111]),
  organ('stomach', 'Stomach', '69695003', 'Stomach', [216, 132, 105], ['gaster']),
  ...paired(
    'adrenal-gland',
    'Adrenal gland',
    '23451007',
    'Adrenal gland',
    [
      [249, 186, 150],
      [249, 200, 140],
      [240, 172, 160],
    ],
    ['adrenal', 'suprarenal gland', 'adrenal glands', 'adrenals'],
  ),
  organ('esophagus', 'Esophagus', '32849002', 'Esophagus', [211, 171, 143], ['oesophagus', 'gullet']),
  organ(
    'inferior-vena-cava',
    'Inferior vena cava',
    '64131007',
    'Inferior vena cava',
    [0, 151, 206],
    ['ivc', 'postcava', 'vena cava inferior', 'vena cava'],
  ),
  organ(
    'portal-vein',
    'Portal vein',
    '32764006',
    'Portal vein',
    [0, 112, 165],
    [
      'portal vein and splenic vein',
      'portal and splenic vein',
      'portal splenic vein',
      'portal vein splenic vein',
      'vena portae',
    ],
  ),
  organ('splenic-vein', 'Splenic vein', '35819009', 'Splenic vein', [80, 130, 190]),
  organ('duodenum', 'Duodenum', '38848004', 'Duodenum', [255, 214, 150]),
  organ(
    'small-intestine',
    'Small intestine',
    '30315005',
    'Small intestine',
    [205, 167, 142],
    ['small bowel'],
  ),
  organ('colon', 'Colon', '71854001', 'Colon', [204, 168, 143], ['large bowel']),
  organ('rectum', 'Rectum', '34402009', 'Rectum', [186, 124, 161]),
  organ('bladder', 'Bladder', '89837001', 'Bladder', [222, 154, 132], ['urinary bladder']),
  organ('prostate', 'Prostate', '41216001', 'Prostate', [230, 158, 140]),
  organ('uterus', 'Uterus', '35039007', 'Uterus', [255, 191, 210]),
  organ('heart', 'Heart', '80891009', 'Heart', [206, 110, 84]),
  {
    id: 'left-ventricle-blood-pool',
    name: 'Left ventricle blood pool',
    synonyms: [
      'lv',
      'lv blood pool',
      'lv blood',
      'lv bp',
      'lv cavity',
      'left ventricle',
      'left ventricular cavity',
      'left ventricle cavity',
      'left ventricular blood pool',
      'left ventricle blood cavity',
    ],
    category: BODY_SUBSTANCE,
    type: BLOOD,
    anatomicRegion: sct('87878005', 'Left ventricle'),
    rgb: [235, 90, 80],
  },
  {
    id: 'right-ventricle-blood-pool',
    name: 'Right ventricle blood pool',
    synonyms: [
      'rv',
      'rv blood pool',
      'rv blood',
      'rv bp',
      'rv cavity',
      'right ventricle',
      'right ventricular cavity',
      'right ventricle cavity',
      'right ventricular blood pool',
      'right ventricle blood cavity',
    ],
    category: BODY_SUBSTANCE,
    type: BLOOD,
    anatomicRegion: sct('53085002', 'Right ventricle'),
    rgb: [85, 135, 230],
  },
  organ(
    'myocardium',
    'Left ventricular myocardium',
    '49848007',
    'Myocardium of left ventricle',
    [192, 104, 88],
    [
      'myocardium',
      'myo',
      'lv myo',
      'lv myocardium',
      'lvm',
      'myocardium of left ventricle',
      'left ventricle myocardium',
    ],
  ),
  organ('left-atrium', 'Left atrium', '82471001', 'Left atrium', [200, 120, 110]),
  organ('right-atrium', 'Right atrium', '73829009', 'Right atrium', [110, 140, 200]),
  organ('pulmonary-artery', 'Pulmonary artery', '81040000', 'Pulmonary artery', [0, 122, 171]),
  ...paired('hippocampus', 'Hippocampus', '5366008', 'Hippocampus', [
    [220, 216, 20],
    [230, 200, 40],
    [200, 220, 40],
  ]),
  organ('brain', 'Brain', '12738006', 'Brain', [250, 250, 225]),
  organ('spinal-cord', 'Spinal cord', '2748008', 'Spinal cord', [244, 214, 49]),
  ...paired(
    'lung',
    'Lung',
    '39607008',
    'Lung',
    [
      [197, 165, 145],
      [202, 164, 140],
      [190, 165, 155],
    ],
    ['lungs'],
  ),
  organ('trachea', 'Trachea', '44567001', 'Trachea', [182, 228, 255]),
  organ('thyroid', 'Thyroid', '69748006', 'Thyroid', [62, 162, 114], ['thyroid gland']),
  organ('vertebra', 'Vertebra', '51282000', 'Vertebra', [255, 255, 207]),
  {
    id: 'neoplasm',
    name: 'Neoplasm',
    synonyms: ['tumor', 'tumour', 'cancer', 'metastasis'],
    category: ABNORMAL_STRUCTURE,
    type: sct('108369006', 'Neoplasm'),
    rgb: [144, 238, 144],
  },
  {
    id: 'lesion',
    name: 'Lesion',
    synonyms: [],
    category: ABNORMAL_STRUCTURE,
    type: sct('52988006', 'Lesion'),
    rgb: [128, 220, 160],
  },
  {
    id: 'cyst',
    name: 'Cyst',
    synonyms: [],
    category: ABNORMAL_STRUCTURE,
    type: sct('367643001', 'Cyst'),
    rgb: [205, 205, 100],
  },
  {
    id: 'organ',
    name: 'Organ',
    synonyms: ['anatomical structure'],
    category: ANATOMICAL_STRUCTURE,
    type: sct('91772007', 'Organ'),
    rgb: [166, 157, 70],
  },
  { id: 'tissue', name: 'Tissue', synonyms: [], category: TISSUE, type: TISSUE, rgb: [128, 174, 128] },
];

/** What a label gets that fits nothing in the table. */
export const genericStructure: StructureConcept = commonStructures[commonStructures.length - 1];
