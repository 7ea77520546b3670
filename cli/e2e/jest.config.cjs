const base = require('../../jest.config.cjs');

/** The built program, run as a user runs it, with the shipped model. Needs `npm run build`. */
module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/cli/e2e/*.e2e.ts'],
  testTimeout: 180_000,
};
