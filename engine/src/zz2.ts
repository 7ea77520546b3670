import './zz'; import { cache } from '@cornerstonejs/core'; export const z = cache;
