/** Unit and golden tests of every TypeScript room; browser and Python tests are run by test/run-all.mjs. */
module.exports = {
  testTimeout: 60000,
  testEnvironment: '<rootDir>/test/support/nodeEnvironment.cjs',
  testMatch: ['<rootDir>/{engine,dicom-seg,extension,modes,cli,test,viewer}/**/*.test.{ts,tsx}'],
  testPathIgnorePatterns: ['/node_modules/', '/build/'],
  transform: {
    '^.+\\.(t|j|mj)sx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(nifti-reader-js|fflate)/)'],
  moduleNameMapper: {
    // It exports itself to import only; jest requires.
    '^nifti-reader-js$': '<rootDir>/node_modules/nifti-reader-js/dist/nifti.js',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
