import type { StructureConcept } from '../structure-concept';
import { organ, paired } from './rows';

/** Large vessels; those of the benchmark for abdominal CT first. */
export const vessels: readonly StructureConcept[] = [
  organ('aorta', 'Aorta', '15825003', '#e0614c'),
  organ('inferior-vena-cava', 'Inferior vena cava', '64131007', '#0097ce', {
    synonyms: ['ivc', 'postcava', 'vena cava inferior', 'vena cava'],
  }),
  organ('portal-vein', 'Portal vein', '32764006', '#0070a5', {
    synonyms: [
      ...['portal vein and splenic vein', 'portal and splenic vein', 'portal splenic vein'],
      ...['portal vein splenic vein', 'vena portae'],
    ],
  }),
  organ('splenic-vein', 'Splenic vein', '35819009', '#5082be'),
  organ('superior-mesenteric-vein', 'Superior mesenteric vein', '90771006', '#3c8cc8', { synonyms: ['smv'] }),
  organ('hepatic-vein', 'Hepatic vein', '8993003', '#1e78aa', { synonyms: ['hepatic veins'] }),
  organ('hepatic-artery', 'Hepatic artery', '76015000', '#dc5a46'),
  organ('celiac-trunk', 'Celiac trunk', '57850000', '#d75046', {
    meaning: 'Truncus coeliacus',
    synonyms: ['coeliac trunk', 'celiac artery', 'coeliac artery', 'truncus coeliacus'],
  }),
  organ('superior-mesenteric-artery', 'Superior mesenteric artery', '42258001', '#d2463c', {
    synonyms: ['sma'],
  }),
  organ('splenic-artery', 'Splenic artery', '22083002', '#cd5a50'),
  ...paired('renal-artery', 'Renal artery', '2841007', '#d74b3c'),
  ...paired('renal-vein', 'Renal vein', '56400007', '#2d82b9'),
  organ('thoracic-aorta', 'Thoracic aorta', '113262008', '#dc5f4b'),
  organ('ascending-aorta', 'Ascending aorta', '54247002', '#e66450'),
  organ('aortic-arch', 'Aortic arch', '57034009', '#e15f4b', { synonyms: ['arch of aorta'] }),
  organ('descending-aorta', 'Descending aorta', '32672002', '#d25541'),
  organ('abdominal-aorta', 'Abdominal aorta', '7832008', '#cd503c'),
  organ('superior-vena-cava', 'Superior vena cava', '48345005', '#1491c8', {
    synonyms: ['svc', 'vena cava superior'],
  }),
  organ('pulmonary-artery', 'Pulmonary artery', '81040000', '#007aab', { synonyms: ['pulmonary arteries'] }),
  organ('pulmonary-trunk', 'Pulmonary trunk', '45341000', '#0a6e9b', {
    meaning: 'Trunk of pulmonary artery',
    synonyms: ['main pulmonary artery', 'trunk of pulmonary artery'],
  }),
  organ('left-pulmonary-artery', 'Left pulmonary artery', '50408007', '#1982b4', { synonyms: ['lpa'] }),
  organ('right-pulmonary-artery', 'Right pulmonary artery', '78480002', '#056491', { synonyms: ['rpa'] }),
  organ('pulmonary-vein', 'Pulmonary vein', '122972007', '#ba4d40', { synonyms: ['pulmonary veins'] }),
  organ('brachiocephalic-artery', 'Brachiocephalic artery', '12691009', '#d7553c', {
    meaning: 'Innominate artery',
    synonyms: ['innominate artery', 'brachiocephalic trunk'],
  }),
  ...paired('brachiocephalic-vein', 'Brachiocephalic vein', '8887007', '#0f87be', {
    meaning: 'Innominate vein',
    synonyms: ['innominate vein'],
  }),
  ...paired('common-carotid-artery', 'Common carotid artery', '32062004', '#e6503c', { synonyms: ['cca'] }),
  ...paired('internal-carotid-artery', 'Internal carotid artery', '86117002', '#dc463c', {
    synonyms: ['ica'],
  }),
  ...paired('external-carotid-artery', 'External carotid artery', '22286001', '#d24646', {
    synonyms: ['eca'],
  }),
  ...paired('internal-jugular-vein', 'Internal jugular vein', '12123001', '#2387be', {
    synonyms: ['jugular vein'],
  }),
  ...paired('vertebral-artery', 'Vertebral artery', '85234005', '#d74646'),
  organ('basilar-artery', 'Basilar artery', '59011009', '#cd3c3c'),
  ...paired('middle-cerebral-artery', 'Middle cerebral artery', '17232002', '#c83c32', { synonyms: ['mca'] }),
  ...paired('anterior-cerebral-artery', 'Anterior cerebral artery', '60176003', '#c84632', {
    synonyms: ['aca'],
  }),
  ...paired('posterior-cerebral-artery', 'Posterior cerebral artery', '70382005', '#c83246', {
    synonyms: ['pca'],
  }),
  organ('circle-of-willis', 'Circle of Willis', '11279006', '#be3232'),
  ...paired('subclavian-artery', 'Subclavian artery', '36765005', '#d75a46'),
  ...paired('subclavian-vein', 'Subclavian vein', '9454009', '#2391c3'),
  organ('azygos-vein', 'Azygos vein', '72107004', '#3778aa'),
  ...paired('common-iliac-artery', 'Common iliac artery', '73634005', '#d25a46', {
    synonyms: ['iliac artery'],
  }),
  ...paired('common-iliac-vein', 'Common iliac vein', '46027005', '#1e8cc3', { synonyms: ['iliac vein'] }),
  ...paired('external-iliac-artery', 'External iliac artery', '113269004', '#cd5541'),
  ...paired('internal-iliac-artery', 'Internal iliac artery', '90024005', '#c8503c'),
  ...paired('femoral-artery', 'Femoral artery', '7657000', '#d26450'),
  ...paired('femoral-vein', 'Femoral vein', '83419000', '#2896c8'),
  ...paired('popliteal-artery', 'Popliteal artery', '43899006', '#c85f4b'),
  organ('thoracic-duct', 'Thoracic duct', '1732005', '#d2d2aa'),
  organ('vessel-lumen', 'Lumen of blood vessel', '91747007', '#f08c78', {
    synonyms: ['vessel lumen'],
  }),
  organ('artery', 'Artery', '51114001', '#d8654f', { synonyms: ['arteries'] }),
  organ('vein', 'Vein', '29092000', '#0097ce', { synonyms: ['veins'] }),
  organ('blood-vessel', 'Blood vessel', '59820001', '#d8654f', { synonyms: ['vessel', 'vessels'] }),
];
