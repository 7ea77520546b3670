export * from './errors';
export * from './volume/volume';
export * from './model/runtime';
export * from './model/manifest';
export * from './model/load';
export * from './propagation/request';
export * from './propagation/propagate';
