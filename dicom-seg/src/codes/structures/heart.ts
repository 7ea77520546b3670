import { sct } from '../coded-concept';
import type { StructureConcept } from '../structure-concept';
import { category, organ, row } from './rows';

const chamber = (code: string, meaning: string) => ({ meaning: 'Blood', region: sct(code, meaning) });

/** The heart; the blood pools and the myocardium of the benchmark MS-CMRSeg first. */
export const heart: readonly StructureConcept[] = [
  row(category.substance, 'left-ventricle-blood-pool', 'Left ventricle blood pool', '87612001', '#eb5a50', {
    ...chamber('87878005', 'Left ventricle'),
    synonyms: [
      ...['lv', 'lv blood pool', 'lv blood', 'lv bp', 'lv cavity', 'left ventricle'],
      ...['left ventricular cavity', 'left ventricle cavity', 'left ventricular blood pool'],
      'left ventricle blood cavity',
    ],
  }),
  row(category.substance, 'right-ventricle-blood-pool', 'Right ventricle blood pool', '87612001', '#5587e6', {
    ...chamber('53085002', 'Right ventricle'),
    synonyms: [
      ...['rv', 'rv blood pool', 'rv blood', 'rv bp', 'rv cavity', 'right ventricle'],
      ...['right ventricular cavity', 'right ventricle cavity', 'right ventricular blood pool'],
      'right ventricle blood cavity',
    ],
  }),
  organ('myocardium', 'Left ventricular myocardium', '49848007', '#c06858', {
    meaning: 'Myocardium of left ventricle',
    synonyms: [
      ...['myocardium', 'myo', 'lv myo', 'lv myocardium', 'lvm'],
      ...['myocardium of left ventricle', 'left ventricle myocardium'],
    ],
  }),
  organ('heart', 'Heart', '80891009', '#ce6e54', { synonyms: ['cor', 'whole heart'] }),
  organ('left-atrium', 'Left atrium', '82471001', '#c8786e', { synonyms: ['la'] }),
  organ('right-atrium', 'Right atrium', '73829009', '#6e8cc8', { synonyms: ['ra'] }),
  organ('left-atrial-appendage', 'Left atrial appendage', '33626005', '#b45a50', {
    meaning: 'Left auricular appendage',
    synonyms: ['laa', 'left auricle'],
  }),
  organ('right-atrial-appendage', 'Right atrial appendage', '68300000', '#5a78b4', {
    meaning: 'Right auricular appendage',
    synonyms: ['raa', 'right auricle'],
  }),
  organ('interventricular-septum', 'Interventricular septum', '589001', '#a05046', {
    synonyms: ['ventricular septum'],
  }),
  organ('interatrial-septum', 'Interatrial septum', '58095006', '#a06e64', { synonyms: ['atrial septum'] }),
  organ('mitral-valve', 'Mitral valve', '91134007', '#e6c8b4'),
  organ('tricuspid-valve', 'Tricuspid valve', '46030003', '#b4c8e6'),
  organ('aortic-valve', 'Aortic valve', '34202007', '#e6b4aa'),
  organ('pulmonary-valve', 'Pulmonary valve', '39057004', '#aab4e6'),
  organ('pericardium', 'Pericardium', '76848001', '#fff0be'),
  organ('pericardial-cavity', 'Pericardial cavity', '25489000', '#e6dcaa'),
  organ('coronary-artery', 'Coronary artery', '41801008', '#e03c32', { synonyms: ['coronary arteries'] }),
  organ('left-main-coronary-artery', 'Left main coronary artery', '3227004', '#e65046', {
    synonyms: ['lmca', 'left main'],
  }),
  organ(
    'left-anterior-descending-artery',
    'Left anterior descending coronary artery',
    '59438005',
    '#dc4632',
    {
      synonyms: ['lad', 'left anterior descending artery'],
    },
  ),
  organ('circumflex-coronary-artery', 'Circumflex coronary artery', '57396003', '#d2321e', {
    synonyms: ['lcx', 'left circumflex artery', 'circumflex artery'],
  }),
  organ('right-coronary-artery', 'Right coronary artery', '13647002', '#c8281e', { synonyms: ['rca'] }),
  organ('coronary-sinus', 'Coronary sinus', '90219004', '#3c5aa0'),
];
