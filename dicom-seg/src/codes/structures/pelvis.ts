import type { StructureConcept } from '../structure-concept';
import { organ, paired } from './rows';

/** Organs of the pelvis. */
export const pelvis: readonly StructureConcept[] = [
  organ('bladder', 'Bladder', '89837001', '#de9a84', { synonyms: ['urinary bladder', 'vesica urinaria'] }),
  organ('prostate', 'Prostate', '41216001', '#e69e8c', { synonyms: ['prostate gland'] }),
  organ('prostate-transition-zone', 'Transition zone of the prostate', '399384005', '#d28c78', {
    synonyms: ['transition zone', 'prostate transition zone'],
  }),
  ...paired('seminal-vesicle', 'Seminal vesicle', '64739004', '#f5b998', {
    synonyms: ['seminal vesicles'],
  }),
  organ('uterus', 'Uterus', '35039007', '#ffbfd2', { synonyms: ['womb'] }),
  organ('cervix', 'Cervix', '71252005', '#f0a5be', { synonyms: ['cervix uteri', 'uterine cervix'] }),
  organ('vagina', 'Vagina', '76784001', '#e68caa'),
  ...paired('ovary', 'Ovary', '15497006', '#f0b4d2', { synonyms: ['ovaries'] }),
  ...paired('fallopian-tube', 'Fallopian tube', '31435000', '#e1a0be', { synonyms: ['uterine tube'] }),
  ...paired('testis', 'Testis', '40689003', '#c8a08c', { synonyms: ['testicle', 'testes'] }),
  organ('penis', 'Penis', '18911002', '#dcaa96'),
  organ('urethra', 'Urethra', '13648007', '#e6c896'),
  organ('pelvis', 'Pelvis', '816092008', '#c8b4a0', { synonyms: ['pelvic region'] }),
];
