import type { StructureConcept } from '../structure-concept';
import { organ, paired } from './rows';

/** Head and neck without the brain. */
export const headNeck: readonly StructureConcept[] = [
  ...paired('eyeball', 'Eyeball', '79652003', '#b4d2e6', { synonyms: ['eye', 'globe', 'eyes'] }),
  ...paired('eye-lens', 'Lens of eye', '78076003', '#d2e6f0', { synonyms: ['lens', 'eye lens'] }),
  ...paired('parotid-gland', 'Parotid gland', '45289007', '#f0b982', { synonyms: ['parotid', 'parotids'] }),
  ...paired('submandibular-gland', 'Submandibular gland', '54019009', '#e6aa78', {
    synonyms: ['submandibular', 'submandibulars'],
  }),
  organ('thyroid', 'Thyroid', '69748006', '#3ea272', { synonyms: ['thyroid gland'] }),
  organ('parathyroid', 'Parathyroid', '111002', '#5aaa82', { synonyms: ['parathyroid gland'] }),
  organ('larynx', 'Larynx', '4596009', '#96c8d2'),
  organ('pharynx', 'Pharynx', '54066008', '#b8b0aa'),
  organ('nasopharynx', 'Nasopharynx', '360955006', '#aaa5a0'),
  organ('hypopharynx', 'Hypopharynx', '81502006', '#a09b96'),
  organ('tongue', 'Tongue', '21974007', '#d87a7a'),
  organ('soft-palate', 'Soft palate', '49460000', '#d29696'),
  organ('mouth', 'Mouth', '123851003', '#be8282', { synonyms: ['oral cavity'] }),
  organ('paranasal-sinus', 'Paranasal sinus', '2095001', '#8cb4c8', { synonyms: ['sinuses'] }),
  ...paired('inner-ear', 'Inner ear', '22945000', '#c8aadc'),
  ...paired('temporomandibular-joint', 'Temporomandibular joint', '53620006', '#b4aac8', {
    synonyms: ['tmj'],
  }),
  organ('tooth', 'Tooth', '38199008', '#fffade', { synonyms: ['teeth'] }),
  ...paired('sternocleidomastoid', 'Sternocleidomastoid muscle', '22823000', '#be5a4b', {
    synonyms: ['sternocleidomastoid'],
  }),
  organ('head', 'Head', '69536005', '#c8aa96', { synonyms: ['whole head'] }),
  organ('neck', 'Neck', '45048000', '#bea08c'),
];
