import type { StructureConcept } from '../structure-concept';
import { category, organ, paired, row } from './rows';

/** The central nervous system. */
export const brain: readonly StructureConcept[] = [
  organ('brain', 'Brain', '12738006', '#fafae1', { synonyms: ['encephalon', 'whole brain'] }),
  ...paired('cerebral-hemisphere', 'Cerebral hemisphere', '372073000', '#f0f0d2'),
  organ('cerebellum', 'Cerebellum', '113305005', '#d4c8aa'),
  organ('brain-stem', 'Brain stem', '119238007', '#c8b496', { synonyms: ['brainstem'] }),
  organ('midbrain', 'Midbrain', '61962009', '#bea98c', { synonyms: ['mesencephalon'] }),
  organ('gray-matter', 'Gray matter', '389081007', '#c8c8c8', { synonyms: ['grey matter', 'gm'] }),
  organ('white-matter', 'White matter', '389080008', '#fafafa', { synonyms: ['wm'] }),
  organ('cerebral-white-matter', 'Cerebral white matter', '68523003', '#f5f5eb'),
  organ('cerebral-cortex', 'Cerebral cortex', '40146001', '#b4b4aa'),
  ...paired('frontal-lobe', 'Frontal lobe', '83251001', '#dcc8be'),
  ...paired('parietal-lobe', 'Parietal lobe', '16630005', '#c8d2be'),
  ...paired('temporal-lobe', 'Temporal lobe', '78277001', '#bec8d2'),
  ...paired('occipital-lobe', 'Occipital lobe', '31065004', '#d2bed2'),
  ...paired('insula', 'Insula', '36169008', '#d7d2aa'),
  ...paired('hippocampus', 'Hippocampus', '5366008', '#dcd814'),
  ...paired('amygdala', 'Amygdala', '4958002', '#67ffff', { synonyms: ['amygdaloid body'] }),
  ...paired('thalamus', 'Thalamus', '42695009', '#00760e'),
  ...paired('caudate-nucleus', 'Caudate nucleus', '11000004', '#7abadc', { synonyms: ['caudate'] }),
  ...paired('putamen', 'Putamen', '89278009', '#ec0db0'),
  ...paired('globus-pallidus', 'Globus pallidus', '14738005', '#0c30ff', { synonyms: ['pallidum'] }),
  ...paired('nucleus-accumbens', 'Nucleus accumbens', '427667007', '#ffa500', {
    synonyms: ['accumbens', 'accumbens area'],
  }),
  ...paired('substantia-nigra', 'Substantia nigra', '70007007', '#645050'),
  organ('corpus-callosum', 'Corpus callosum', '88442005', '#f0e6c8'),
  organ('brain-ventricle', 'Brain ventricle', '35764002', '#7828a0', {
    synonyms: ['ventricles', 'ventricular system', 'brain ventricles'],
  }),
  ...paired('lateral-ventricle', 'Lateral ventricle', '66720007', '#781286'),
  organ('third-ventricle', 'Third ventricle', '49841001', '#ccb68e', { synonyms: ['3rd ventricle'] }),
  organ('fourth-ventricle', 'Fourth ventricle', '35918002', '#2acca4', { synonyms: ['4th ventricle'] }),
  row(category.substance, 'cerebrospinal-fluid', 'Cerebrospinal fluid', '65216001', '#3c3c96', {
    synonyms: ['csf', 'liquor'],
  }),
  organ('pituitary', 'Pituitary', '56329008', '#50c8a0', {
    synonyms: ['hypophysis', 'pituitary gland'],
  }),
  organ('pineal-gland', 'Pineal gland', '45793000', '#96d28c', { synonyms: ['pineal body'] }),
  organ('optic-chiasm', 'Optic chiasm', '244453006', '#eac41c', { synonyms: ['chiasm', 'chiasma opticum'] }),
  ...paired('optic-nerve', 'Optic nerve', '18234004', '#f0d232'),
  organ('meninges', 'Meninges', '1231004', '#c8afa0'),
  organ('dura-mater', 'Dura mater', '18545000', '#bea08c', { synonyms: ['dura'] }),
  organ('spinal-cord', 'Spinal cord', '2748008', '#f4d631', { synonyms: ['medulla spinalis', 'myelon'] }),
];
