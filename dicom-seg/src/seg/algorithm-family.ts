import { dcm } from '../codes/coded-concept';

/** Family of the networks that this software runs (CID 7162). */
export const ARTIFICIAL_INTELLIGENCE = dcm('123110', 'Artificial Intelligence');
