import type { CodedConcept } from '../coded-concept';
import { sct } from '../coded-concept';
import type { StructureConcept } from '../structure-concept';
import { bothSides, lesion } from './rows';

const LESION = '52988006';
const NEOPLASM = '108369006';
const CYST = '367643001';
const NODULE = '27925004';

const inRegion = (region: CodedConcept, meaning: string, synonyms: readonly string[]) => ({
  meaning,
  region,
  synonyms,
});

const LIVER = sct('10200004', 'Liver');
const KIDNEY = sct('64033007', 'Kidney');
const PANCREAS = sct('15776009', 'Pancreas');
const LUNG = sct('39607008', 'Lung');
const BRAIN = sct('12738006', 'Brain');
const PROSTATE = sct('41216001', 'Prostate');
const BREAST = sct('76752008', 'Breast');
const THYROID = sct('69748006', 'Thyroid');
const HEART = sct('80891009', 'Heart');
const BONE = sct('3138006', 'Bone');
const BLADDER = sct('89837001', 'Bladder');
const COLON = sct('71854001', 'Colon');

/** Tumours and other findings, those in one organ with that as anatomic region. */
export const lesions: readonly StructureConcept[] = [
  lesion('lesion', 'Lesion', LESION, '#80dca0'),
  lesion('neoplasm', 'Neoplasm', NEOPLASM, '#90ee90', {
    synonyms: ['tumor', 'tumour', 'cancer', 'carcinoma'],
  }),
  lesion('primary-neoplasm', 'Primary neoplasm', '372087000', '#78d278', {
    meaning: 'Neoplasm, Primary',
    synonyms: ['primary tumor', 'primary tumour'],
  }),
  lesion('secondary-neoplasm', 'Metastasis', '14799000', '#64be64', {
    meaning: 'Neoplasm, Secondary',
    synonyms: ['secondary neoplasm', 'metastases'],
  }),
  lesion('mass', 'Mass', '4147007', '#82c882'),
  lesion('nodule', 'Nodule', NODULE, '#96d796', { synonyms: ['nodules'] }),
  lesion('cyst', 'Cyst', CYST, '#cdcd64', { synonyms: ['cysts'] }),
  lesion('abscess', 'Abscess', '44132006', '#b4c85a'),
  lesion('edema', 'Edema', '79654002', '#8ce0e4', { synonyms: ['oedema'] }),
  lesion('hemorrhage', 'Hemorrhage', '50960005', '#bc1e1e', {
    synonyms: ['haemorrhage', 'bleeding', 'bleed'],
  }),
  lesion('hematoma', 'Hematoma', '35566002', '#a01e28', { synonyms: ['haematoma'] }),
  lesion('necrosis', 'Necrosis', '6574001', '#d8bfd8', { synonyms: ['necrotic core'] }),
  lesion('blood-clot', 'Blood clot', '75753009', '#8c1e1e', { synonyms: ['clot'] }),
  lesion('embolus', 'Embolus', '55584005', '#962832', { synonyms: ['embolism', 'emboli'] }),
  lesion('inflammation', 'Inflammation', '409774005', '#f09678'),
  lesion('pleural-effusion', 'Pleural effusion', '60046008', '#78b4d2'),
  lesion('pericardial-effusion', 'Pericardial effusion', '373945007', '#8cb4dc'),
  lesion('aneurysm', 'Aneurysm', '85659009', '#e66e8c'),
  lesion('plaque', 'Plaque', '1522000', '#f0e68c', { synonyms: ['atheroma'], meaning: 'plaque' }),
  lesion('scar', 'Scar', '12402003', '#dcdcdc', { meaning: 'Scar tissue', synonyms: ['scar tissue'] }),
  lesion('liver-lesion', 'Liver lesion', LESION, '#a0dc80', {
    ...inRegion(LIVER, 'Lesion', ['hepatic lesion', 'lesion of liver']),
  }),
  lesion('liver-neoplasm', 'Liver neoplasm', NEOPLASM, '#8ce678', {
    ...inRegion(LIVER, 'Neoplasm', ['liver tumor', 'liver tumour', 'hepatic tumor', 'hepatic tumour', 'hcc']),
  }),
  lesion('liver-cyst', 'Liver cyst', CYST, '#c8d264', inRegion(LIVER, 'Cyst', ['hepatic cyst'])),
  ...bothSides(
    lesion('kidney-neoplasm', 'Kidney neoplasm', NEOPLASM, '#78dc96', {
      ...inRegion(KIDNEY, 'Neoplasm', ['kidney tumor', 'kidney tumour', 'renal tumor', 'renal tumour']),
    }),
  ),
  ...bothSides(
    lesion('kidney-cyst', 'Kidney cyst', CYST, '#d2cd6e', inRegion(KIDNEY, 'Cyst', ['renal cyst'])),
  ),
  lesion('pancreas-neoplasm', 'Pancreas neoplasm', NEOPLASM, '#96e68c', {
    ...inRegion(PANCREAS, 'Neoplasm', ['pancreas tumor', 'pancreas tumour', 'pancreatic tumor']),
  }),
  lesion('colon-neoplasm', 'Colon neoplasm', NEOPLASM, '#82d28c', {
    ...inRegion(COLON, 'Neoplasm', ['colon tumor', 'colon tumour', 'colon cancer']),
  }),
  ...bothSides(
    lesion('lung-nodule', 'Lung nodule', NODULE, '#a0e6a0', {
      ...inRegion(LUNG, 'Nodule', ['pulmonary nodule', 'lung nodules']),
    }),
  ),
  ...bothSides(
    lesion('lung-neoplasm', 'Lung neoplasm', NEOPLASM, '#6ed26e', {
      ...inRegion(LUNG, 'Neoplasm', ['lung tumor', 'lung tumour', 'lung cancer', 'gtv lung']),
    }),
  ),
  lesion('brain-lesion', 'Brain lesion', '301766008', '#96dcb4', {
    meaning: 'Lesion of Brain',
    synonyms: ['lesion of brain', 'cerebral lesion'],
  }),
  lesion('brain-neoplasm', 'Brain neoplasm', NEOPLASM, '#7de696', {
    ...inRegion(BRAIN, 'Neoplasm', ['brain tumor', 'brain tumour', 'glioma', 'glioblastoma']),
  }),
  lesion('brain-edema', 'Brain edema', '79654002', '#8ce6dc', {
    ...inRegion(BRAIN, 'Edema', ['brain oedema', 'peritumoral edema', 'peritumoural oedema']),
  }),
  lesion('brain-hemorrhage', 'Brain hemorrhage', '50960005', '#be2828', {
    ...inRegion(BRAIN, 'Hemorrhage', ['brain haemorrhage', 'intracranial hemorrhage', 'cerebral hemorrhage']),
  }),
  lesion('prostate-lesion', 'Prostate lesion', LESION, '#8cdc96', inRegion(PROSTATE, 'Lesion', [])),
  ...bothSides(
    lesion('breast-mass', 'Breast mass', '4147007', '#96d2a0', {
      ...inRegion(BREAST, 'Mass', ['breast tumor', 'breast tumour', 'breast lesion']),
    }),
  ),
  ...bothSides(
    lesion('thyroid-nodule', 'Thyroid nodule', NODULE, '#78c8a0', inRegion(THYROID, 'Nodule', [])),
  ),
  lesion('bladder-neoplasm', 'Bladder neoplasm', NEOPLASM, '#a0dc96', {
    ...inRegion(BLADDER, 'Neoplasm', ['bladder tumor', 'bladder tumour']),
  }),
  lesion('bone-lesion', 'Bone lesion', LESION, '#bee6a0', {
    ...inRegion(BONE, 'Lesion', ['bone metastasis', 'osseous lesion']),
  }),
  lesion('myocardial-scar', 'Myocardial scar', '12402003', '#e6e6c8', {
    ...inRegion(HEART, 'Scar tissue', ['myocardial infarct', 'lge']),
  }),
  lesion('myocardial-edema', 'Myocardial edema', '79654002', '#a0e6e6', {
    ...inRegion(HEART, 'Edema', ['myocardial oedema']),
  }),
];
