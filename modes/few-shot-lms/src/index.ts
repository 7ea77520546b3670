import { fewShotLmsMode } from './fewShotLmsMode';

export default fewShotLmsMode;
