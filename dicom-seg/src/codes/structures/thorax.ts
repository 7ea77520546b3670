import type { StructureConcept } from '../structure-concept';
import { organ, paired } from './rows';

/** Lungs, airways and what lies around them. */
export const thorax: readonly StructureConcept[] = [
  ...paired('lung', 'Lung', '39607008', '#c5a591', { synonyms: ['lungs'] }),
  ...paired('lung-upper-lobe', 'Upper lobe of lung', '45653009', '#d2af9b', {
    synonyms: ['lung upper lobe', 'upper lobe'],
  }),
  organ('lung-middle-lobe', 'Middle lobe of right lung', '72481006', '#c8b4a5', {
    synonyms: ['lung middle lobe', 'middle lobe', 'lung middle lobe right'],
  }),
  ...paired('lung-lower-lobe', 'Lower lobe of lung', '90572001', '#be9b87', {
    synonyms: ['lung lower lobe', 'lower lobe'],
  }),
  organ('trachea', 'Trachea', '44567001', '#b6e4ff', { synonyms: ['windpipe'] }),
  organ('bronchus', 'Bronchus', '955009', '#a0d2f0', { synonyms: ['bronchi'] }),
  organ('left-main-bronchus', 'Left main bronchus', '75245000', '#aadcfa'),
  organ('right-main-bronchus', 'Right main bronchus', '70074004', '#96c8e6'),
  organ('airway', 'Airway', '89187006', '#bee6fa', {
    meaning: 'Airway structure',
    synonyms: ['airways', 'airway tree'],
  }),
  organ('pleura', 'Pleura', '3120008', '#b49b8c'),
  organ('chest-cavity', 'Chest cavity', '43799004', '#aa9b91', { synonyms: ['thoracic cavity'] }),
  organ('mediastinum', 'Mediastinum', '72410000', '#dcb4a0'),
  organ('thymus', 'Thymus', '9875009', '#2f967e', { synonyms: ['thymus gland'] }),
  organ('diaphragm', 'Diaphragm', '5798000', '#c8695a'),
  ...paired('breast', 'Breast', '76752008', '#f0c8b4', { synonyms: ['mamma'] }),
  organ('chest-wall-muscle', 'Chest wall muscle', '372074006', '#b95f50'),
  organ('thorax', 'Thorax', '816094009', '#b4a596', { synonyms: ['chest'] }),
];
