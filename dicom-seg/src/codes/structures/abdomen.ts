import type { StructureConcept } from '../structure-concept';
import { organ, paired } from './rows';

const SEGMENTS = [
  ['I', '71133005'],
  ['II', '277956007'],
  ['III', '277957003'],
  ['IV', '277958008'],
  ['V', '277959000'],
  ['VI', '277960005'],
  ['VII', '277961009'],
  ['VIII', '277962002'],
] as const;

/** Abdominal organs; first those of the benchmarks for abdominal CT (Synapse) and MR (CHAOS). */
export const abdomen: readonly StructureConcept[] = [
  organ('liver', 'Liver', '10200004', '#dd8265', { synonyms: ['hepar'] }),
  organ('spleen', 'Spleen', '78961009', '#9d6ca2', { synonyms: ['lien'] }),
  ...paired('kidney', 'Kidney', '64033007', '#b96653', { synonyms: ['ren', 'kidneys'] }),
  organ('gallbladder', 'Gallbladder', '28231008', '#8b9662', {
    synonyms: ['gall bladder', 'vesica fellea'],
  }),
  organ('pancreas', 'Pancreas', '15776009', '#f9b46f'),
  organ('stomach', 'Stomach', '69695003', '#d88469', { synonyms: ['gaster'] }),
  organ('esophagus', 'Esophagus', '32849002', '#d3ab8f', { synonyms: ['oesophagus', 'gullet'] }),
  ...paired('adrenal-gland', 'Adrenal gland', '23451007', '#f9ba96', {
    synonyms: ['adrenal', 'suprarenal gland', 'adrenal glands', 'adrenals'],
  }),
  organ('duodenum', 'Duodenum', '38848004', '#ffd696'),
  organ('jejunum', 'Jejunum', '21306003', '#e2b48c'),
  organ('ileum', 'Ileum', '34516001', '#d2a078'),
  organ('small-intestine', 'Small intestine', '30315005', '#cda78e', { synonyms: ['small bowel'] }),
  organ('large-intestine', 'Large intestine', '14742008', '#c08c78', { synonyms: ['large bowel'] }),
  organ('colon', 'Colon', '71854001', '#cca88f'),
  organ('sigmoid-colon', 'Sigmoid colon', '60184004', '#bd9a82', { synonyms: ['sigmoid'] }),
  organ('appendix', 'Appendix', '66754008', '#b48264', { synonyms: ['vermiform appendix'] }),
  organ('rectum', 'Rectum', '34402009', '#ba7ca1'),
  organ('anus', 'Anus', '53505006', '#a66a8c', { synonyms: ['anal canal'] }),
  organ('bile-duct', 'Bile duct', '28273000', '#5e8c46', { synonyms: ['biliary duct', 'bile ducts'] }),
  organ('common-bile-duct', 'Common bile duct', '79741001', '#4b7d37', {
    synonyms: ['cbd', 'ductus choledochus'],
  }),
  organ('pancreatic-duct', 'Pancreatic duct', '69930009', '#dca050'),
  ...SEGMENTS.map(([numeral, code], index) =>
    organ(`liver-segment-${index + 1}`, `Couinaud hepatic segment ${numeral}`, code, '#c8785a', {
      synonyms: [`liver segment ${numeral.toLowerCase()}`, `hepatic segment ${numeral.toLowerCase()}`],
    }),
  ),
  ...paired('renal-pelvis', 'Renal pelvis', '25990002', '#dcbe6e', { synonyms: ['kidney pelvis'] }),
  ...paired('ureter', 'Ureter', '87953007', '#e6d282'),
  organ('omentum', 'Omentum', '27398004', '#e6d7a0'),
  organ('peritoneal-cavity', 'Peritoneal cavity', '83670000', '#c8bea0'),
  organ('retroperitoneal-space', 'Retroperitoneal space', '82849001', '#bebe96', {
    synonyms: ['retroperitoneum'],
  }),
  organ('abdominal-wall-muscle', 'Abdominal wall muscle', '1142228004', '#c06450'),
  organ('abdomen', 'Abdomen', '818981001', '#b4a08c', { synonyms: ['abdominal region'] }),
];
