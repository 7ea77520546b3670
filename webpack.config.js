/**
 * Builds everything that runs: the OHIF extension and mode (UMD, OHIF's plugin contract v1), the worker with the
 * inference, the headless CLI and the local server. One array entry a bundle; `--config-name worker` builds one alone.
 */
const path = require('node:path');
const CopyPlugin = require('copy-webpack-plugin');
const TerserPlugin = require('terser-webpack-plugin');
const { optimize } = require('webpack');

const fromRoot = (...parts) => path.join(__dirname, ...parts);

/**
 * A package that OHIF loads. Its `dist/` is laid out like the web root of a viewer, because that is where OHIF's own
 * build copies it to, and so a deployment without a build can do the same.
 */
const pluginPackage = (folder) => {
  const { name } = require(`./${folder}/package.json`);
  return { name, folder, output: fromRoot(folder, 'dist/plugins', name) };
};
const extension = pluginPackage('extension');
const mode = pluginPackage('modes/few-shot-lms');
const ortDist = path.dirname(require.resolve('onnxruntime-web'));

/** What the host shares with plugins as globals of the same name (extension/host/host-shim.mjs). */
const sharedByHost = new Set([
  'react',
  'react-dom',
  'react/jsx-runtime',
  '@cornerstonejs/core',
  '@cornerstonejs/tools',
  '@ohif/i18n',
]);

/**
 * Leaves to the host what it shares, and stops the build at host packages that it does not share: in the browser they
 * would be undefined, which shows only when the code that uses them runs.
 */
function hostExternals({ request }, callback) {
  if (sharedByHost.has(request)) return callback(null, request);
  if (/^(@ohif|@cornerstonejs)\/(?!codec-)|^react(-dom)?\//.test(request)) {
    return callback(
      new Error(
        `'${request}' is not shared by the OHIF host at run time: reach it by services and commands, or import its types only`,
      ),
    );
  }
  return callback();
}

const typescript = {
  test: /\.tsx?$/,
  exclude: /node_modules/,
  use: { loader: 'ts-loader', options: { transpileOnly: true, configFile: fromRoot('tsconfig.json') } },
};

/**
 * Functions stay where they are written. By default one that is called from a single place is moved into it, where it is made
 * anew at every call: V8 then compiles the inner loops of a step again and again, and an update took a third longer.
 */
const minimizer = new TerserPlugin({
  // Copied as they come.
  exclude: [/^ort\//, 'host-shim.mjs'],
  extractComments: false,
  terserOptions: { compress: { inline: false, reduce_funcs: false } },
});

const bundle = (name, { module, ...rest }) => ({
  name,
  mode: 'production',
  devtool: 'source-map',
  context: __dirname,
  cache: {
    type: 'filesystem',
    name,
    cacheDirectory: fromRoot('build/.webpack'),
    buildDependencies: { config: [__filename, fromRoot('tsconfig.json')] },
  },
  performance: { hints: false },
  stats: 'errors-warnings',
  ...rest,
  resolve: {
    extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
    ...rest.resolve,
  },
  module: { rules: [typescript, ...(module?.rules ?? [])] },
  optimization: { minimizer: [minimizer], ...rest.optimization },
});

/** A plugin that OHIF imports at run time; its default export becomes the global named after the package. */
const umd = (name, { name: packageName, folder, output }, entry) =>
  bundle(name, {
    target: ['web', 'es2022'],
    entry: fromRoot(folder, entry),
    externals: [hostExternals],
    // Codecs ask for them where they run in Node.
    resolve: { fallback: { fs: false, path: false } },
    module: { rules: [{ test: /\.css$/, type: 'asset/source' }] },
    output: {
      path: output,
      filename: 'index.umd.js',
      library: { name: packageName, type: 'umd', export: 'default' },
      globalObject: 'globalThis',
    },
    plugins: [new CopyPlugin({ patterns: [fromRoot('LICENSE')] })],
  });

const worker = bundle('worker', {
  target: ['webworker', 'es2022'],
  entry: './extension/src/worker/propagation.worker.ts',
  experiments: { outputModule: true },
  resolve: { conditionNames: ['onnxruntime-web-use-extern-wasm', '...'] },
  module: {
    // The runtime finds its wasm by ort.env.wasm.wasmPaths; webpack must not emit further copies of it.
    rules: [{ test: /onnxruntime-web[\\/]dist/, parser: { url: false, worker: false } }],
  },
  output: {
    path: extension.output,
    filename: 'propagation.worker.mjs',
    library: { type: 'module' },
  },
  plugins: [
    new CopyPlugin({
      patterns: [
        fromRoot('extension/host/host-shim.mjs'),
        { from: path.join(ortDist, 'ort-wasm-simd-threaded.{asyncify.,}{mjs,wasm}'), to: 'ort/[name][ext]' },
        {
          from: '**/*.{json,onnx,md}',
          context: fromRoot('models/zoo'),
          to: 'models/',
          // What training and export need, not the viewer.
          globOptions: { ignore: ['**/about.json', '**/rules.json'] },
        },
      ],
    }),
  ],
});

/** Reads and writes SEGs beside the page; one file, so that an embedder has nothing to place but it. */
const segWorker = bundle('seg-worker', {
  target: ['webworker', 'es2022'],
  entry: './extension/src/segWorker/seg.worker.ts',
  experiments: { outputModule: true },
  resolve: { fallback: { fs: false, path: false } },
  output: { path: extension.output, filename: 'seg.worker.mjs', library: { type: 'module' } },
  plugins: [new optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
});

const nodeBundle = (name, { entry, filename, externals }) =>
  bundle(name, {
    target: 'node20',
    entry,
    experiments: { outputModule: true },
    externals,
    // Names of functions and classes are kept for stack traces; size does not matter here.
    optimization: { minimize: false },
    output: { path: fromRoot('build', name), filename, library: { type: 'module' }, chunkFormat: 'module' },
  });

module.exports = [
  umd('extension', extension, 'src/index.tsx'),
  umd('mode', mode, 'src/index.ts'),
  worker,
  segWorker,
  nodeBundle('cli', {
    entry: './cli/src/main.ts',
    filename: 'few-shot-lms.mjs',
    // It carries native libraries that it finds beside its own files.
    externals: { 'onnxruntime-node': 'node-commonjs onnxruntime-node' },
  }),
  nodeBundle('server', { entry: './viewer/server/main.ts', filename: 'server.mjs' }),
];
