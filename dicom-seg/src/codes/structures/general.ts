import type { StructureConcept } from '../structure-concept';
import { category, organ, row } from './rows';

const { tissue, substance, object, abnormal } = category;

/** What can be said of anything: tissues, things put into the body, and at last what fits everywhere. */
export const general: readonly StructureConcept[] = [
  row(tissue, 'bone', 'Bone', '3138006', '#f1d691', { synonyms: ['bones', 'osseous tissue'] }),
  row(tissue, 'muscle', 'Muscle', '91727004', '#c0685a', { synonyms: ['muscles', 'skeletal muscle'] }),
  row(tissue, 'fat', 'Fat', '55603005', '#e6dc46', { synonyms: ['adipose tissue'] }),
  row(tissue, 'subcutaneous-tissue', 'Subcutaneous tissue', '71966008', '#f0d29b', {
    synonyms: ['subcutaneous fat', 'sat'],
  }),
  row(tissue, 'skin', 'Skin', '39937001', '#ffe3c8'),
  row(tissue, 'cartilage', 'Cartilage', '309312004', '#6fb8d2'),
  row(tissue, 'ligament', 'Ligament', '52082005', '#b7d6d3'),
  row(tissue, 'tendon', 'Tendon', '13024002', '#98bdcf'),
  row(tissue, 'nerve', 'Nerve', '91728009', '#f4d631', { synonyms: ['nerves'] }),
  row(tissue, 'soft-tissue', 'Soft tissue', '87784001', '#c8a082'),
  row(tissue, 'connective-tissue', 'Connective tissue', '21793004', '#dcd2c8'),
  organ('lymph-node', 'Lymph node', '59441001', '#44ac64', { synonyms: ['lymph nodes'] }),
  row(substance, 'blood', 'Blood', '87612001', '#d23232', { synonyms: ['blood pool'] }),
  row(abnormal, 'thrombus', 'Thrombus', '396339007', '#96283c', { synonyms: ['thrombosis'] }),
  row(object, 'stent', 'Stent', '65818007', '#a0a0b4'),
  row(object, 'catheter', 'Catheter', '19923001', '#8c8cb4'),
  row(object, 'needle', 'Needle', '79068005', '#787896'),
  row(object, 'prosthesis', 'Prosthesis', '53350007', '#b4b4c8'),
  row(object, 'implant', 'Implant', '40388003', '#aaaabe'),
  row(object, 'clip', 'Clip', '77720000', '#9696aa'),
  row(object, 'foreign-body', 'Foreign body', '19227008', '#c8c8dc'),
  organ('organ', 'Organ', '91772007', '#a69d46', { synonyms: ['anatomical structure'] }),
  row(tissue, 'tissue', 'Tissue', '85756007', '#80ae80'),
];
