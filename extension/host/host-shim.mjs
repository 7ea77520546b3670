/**
 * Brings plugins into a prebuilt OHIF that cannot load them by itself: 3.13 and the betas of 3.14 up to beta.6. It does
 * what OHIF's plugin contract v1 asks of the host: the host's copies of React, Cornerstone3D and OHIF's i18n as globals,
 * and plugins loaded by import(). Where the host has done so already, only the loading is left.
 *
 * For `window.config` in app-config.js, which may be an async function:
 *
 *   const { loadPlugins } = await import('/plugins/@few-shot-lms/ohif-extension/host-shim.mjs');
 *   const [extension, mode] = await loadPlugins(peerImport, ['@few-shot-lms/ohif-extension', '@few-shot-lms/ohif-mode']);
 */

/** Source text by which a module of the host is known; bundling renames modules but not what they define. */
const HOST_MODULES = {
  react: ['exports.useSyncExternalStore', 'exports.createElement'],
  'react-dom': ['exports.createPortal', 'exports.flushSync'],
  'react/jsx-runtime': ['exports.jsxs', 'react.element'],
  '@ohif/i18n': ['.addLocales', '.currentLanguage'],
};

/** Where the plugins lie: this file is in the folder `@few-shot-lms/ohif-extension` there. */
const PLUGINS = new URL('../../', import.meta.url);

/**
 * Loads plugins and returns what they export, in the order of their names.
 *
 * @param {(name: string) => Promise<unknown>} peerImport the host's loader for its own packages, as window.config gets it
 * @param {string[]} packageNames packages in the folder that this one's package lies in, each with index.umd.js
 * @throws {Error} with a sentence if the host is unknown or a plugin does not load
 */
export async function loadPlugins(peerImport, packageNames) {
  await shareHostModules(peerImport);
  return Promise.all(packageNames.map(loadPlugin));
}

async function shareHostModules(peerImport) {
  if (window['@cornerstonejs/core'] && window.react) return;
  // Loading it publishes window.cornerstone and window.cornerstoneTools.
  await peerImport('@ohif/extension-cornerstone');
  window['@cornerstonejs/core'] = window.cornerstone;
  window['@cornerstonejs/tools'] = window.cornerstoneTools;
  const requireFromHost = hostRequire();
  for (const [name, marks] of Object.entries(HOST_MODULES)) {
    const id = findModule(requireFromHost.m, marks);
    if (id === undefined)
      throw new Error(`This build of OHIF contains no ${name}: Few-shot LMS needs OHIF 3.13 or 3.14.`);
    window[name] = withDefault(requireFromHost(id));
  }
}

/** A module whose only export is its default one under that name, which bundling has changed. */
function withDefault(module) {
  const exported = Object.values(module);
  return exported.length === 1 ? { __esModule: true, default: exported[0] } : module;
}

async function loadPlugin(packageName) {
  const { href } = new URL(`${packageName}/index.umd.js`, PLUGINS);
  await import(href);
  const plugin = window[packageName];
  if (plugin?.id !== packageName)
    throw new Error(`${href} did not bring ${packageName}: install the package again.`);
  return plugin;
}

/** The bundler's require function, handed to whoever adds a chunk. */
function hostRequire() {
  let found;
  const chunks = (globalThis.rspackChunk ??= []);
  chunks.push([[Symbol('few-shot-lms')], {}, (hostRequireFunction) => (found = hostRequireFunction)]);
  if (!found)
    throw new Error('This build of OHIF does not let plugins in: Few-shot LMS needs OHIF 3.13 or 3.14.');
  return found;
}

function findModule(factories, marks) {
  return Object.keys(factories).find((id) => {
    const source = Function.prototype.toString.call(factories[id]);
    return marks.every((mark) => source.includes(mark));
  });
}
