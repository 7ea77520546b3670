/**
 * What OHIF's plugin contract v1 promises to plugins and OHIF 3.13 does not do yet: its copies of React and
 * Cornerstone3D as globals, and plugins loaded by script tags. From 3.14 on the host does both by itself.
 */

/** Source text by which a module of the host is known; bundling renames modules but not what they export. */
const REACT_MODULES = {
  react: ['exports.useSyncExternalStore', 'exports.createElement'],
  'react-dom': ['exports.createPortal', 'exports.flushSync'],
  'react/jsx-runtime': ['exports.jsxs', 'react.element'],
};

/**
 * Publishes the host's shared modules as globals named after their packages.
 *
 * @param {(name: string) => Promise<unknown>} peerImport the host's loader for its own packages
 */
export async function shareHostModules(peerImport) {
  if (window['@cornerstonejs/core'] && window.react) return;
  // Loading it publishes window.cornerstone and window.cornerstoneTools.
  await peerImport('@ohif/extension-cornerstone');
  window['@cornerstonejs/core'] = window.cornerstone;
  window['@cornerstonejs/tools'] = window.cornerstoneTools;
  const requireFromHost = hostRequire();
  for (const [name, marks] of Object.entries(REACT_MODULES)) {
    const id = findModule(requireFromHost.m, marks);
    if (id === undefined)
      throw new Error(`This build of OHIF contains no ${name}: Few-shot LMS needs @ohif/app 3.13.`);
    window[name] = requireFromHost(id);
  }
}

/**
 * Loads a plugin and returns what it exports.
 *
 * @param {{packageName: string, importPath: string, globalName: string}} descriptor as in OHIF's plugin contract
 */
export async function loadPlugin({ packageName, importPath, globalName }) {
  await runScript(importPath);
  const plugin = window[globalName];
  if (plugin?.id !== packageName)
    throw new Error(`${importPath} did not bring ${packageName}: build the viewer again with npm start.`);
  return plugin;
}

/** The bundler's require function, handed to whoever adds a chunk. */
function hostRequire() {
  let found;
  const chunks = (globalThis.rspackChunk ??= []);
  chunks.push([[Symbol('few-shot-lms')], {}, (hostRequireFunction) => (found = hostRequireFunction)]);
  if (!found)
    throw new Error('This build of OHIF does not let plugins in: Few-shot LMS needs @ohif/app 3.13.');
  return found;
}

function findModule(factories, marks) {
  return Object.keys(factories).find((id) => {
    const source = Function.prototype.toString.call(factories[id]);
    return marks.every((mark) => source.includes(mark));
  });
}

function runScript(src) {
  return new Promise((settle, fail) => {
    const script = Object.assign(document.createElement('script'), { src });
    script.onload = settle;
    script.onerror = () => fail(new Error(`${src} could not be loaded.`));
    document.head.append(script);
  });
}
