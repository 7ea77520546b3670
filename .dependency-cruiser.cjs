/** Imports go one way, engine ◄ dicom-seg ◄ extension and cli; each rule says what it protects. */
const TEST = '\\.(test|fixture)\\.tsx?$|/(test-support|testing|fixtures)/';

/** Decoders of compressed pixels: no DOM, no Node API. */
const CODECS = 'node_modules/(@cornerstonejs/codec-[^/]+/|daikon/lib/j|jpeg-lossless-decoder-js/)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one module, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-resolvable',
      comment: 'A path that leads nowhere fails only at run time otherwise; OHIF brings its i18n.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@ohif/i18n$' },
    },
    {
      name: 'engine-stands-alone',
      comment:
        'The engine runs in a worker and in Node alike: no DOM library, no Node API, no OHIF, no DICOM, no runtime.',
      severity: 'error',
      from: { path: '^engine/src/', pathNot: TEST },
      to: { pathNot: '^engine/src/' },
    },
    {
      name: 'engine-tests',
      comment: 'Tests of the engine may read files and run the real network, but nothing of the rooms above.',
      severity: 'error',
      from: { path: `^engine/src/.*(${TEST})` },
      to: { path: '^(dicom-seg|extension|modes|cli|viewer)/' },
    },
    {
      name: 'dicom-seg-needs-engine-and-dcmjs',
      comment:
        'DICOM in and out runs in the browser and in Node: the engine, dcmjs and pixel codecs, nothing else.',
      severity: 'error',
      from: { path: '^dicom-seg/src/', pathNot: TEST },
      to: {
        pathNot: ['^dicom-seg/src/', '^engine/src/', 'node_modules/dcmjs/', CODECS],
      },
    },
    {
      name: 'dicom-seg-tests',
      comment: 'Tests of dicom-seg may use Node, but nothing of the rooms above.',
      severity: 'error',
      from: { path: `^dicom-seg/src/.*(${TEST})` },
      to: { path: '^(extension|modes|cli|viewer)/' },
    },
    {
      name: 'extension-without-cli',
      comment: 'The browser and the command line share the engine, not each other.',
      severity: 'error',
      from: { path: '^(extension|modes)/' },
      to: { path: '^(cli|viewer)/' },
    },
    {
      name: 'cli-without-extension',
      comment: 'The browser and the command line share the engine, not each other.',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^(extension|modes|viewer)/' },
    },
    {
      name: 'mode-knows-the-extension-by-name',
      comment: 'A mode refers to the extension by its id; the host loads both.',
      severity: 'error',
      from: { path: '^modes/' },
      to: { path: '^(engine|dicom-seg)/' },
    },
    {
      name: 'host-only-behind-the-boundary',
      comment:
        'One folder touches OHIF and Cornerstone3D objects, so that a new host version is felt in one place.',
      severity: 'error',
      from: { pathNot: ['^extension/src/ohif/', TEST] },
      to: { path: '(^|node_modules/)(@ohif/|@cornerstonejs/(?!codec-))' },
    },
    {
      name: 'no-node-in-the-browser',
      comment: 'There is no file system in a page.',
      severity: 'error',
      from: { path: '^(engine|dicom-seg|extension|modes)/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'public-surface',
      comment: 'A room is used through the entries of its package, not by paths into it.',
      severity: 'error',
      from: { path: '^([^/]+)/' },
      to: { path: '^(engine|dicom-seg)/src/', pathNot: ['^$1/', '/src/(index|text)\\.ts$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(build|dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
