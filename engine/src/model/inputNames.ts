/** Planes that the engine can make, by their names in the manifest. */
export const PLANE_NAMES = [
  'query',
  'neighbour',
  'beyond',
  'prior',
  'grey_drawn',
  'grey_near',
  'edge',
  'before',
  'before_prior',
] as const;

/** Scalars of a step, in this order. */
export const SCALAR_NAMES = ['step', 'area_ratio', 'reach'] as const;
