/*
 * OHIF's configuration for this product. OHIF awaits it, when it is a function, before any extension registers; that is
 * the moment to load our extension and mode, which the prebuilt host does not contain.
 */
(() => {
  const EXTENSION = '@few-shot-lms/ohif-extension';
  const MODE = '@few-shot-lms/ohif-mode';

  /** Modes of the host that stay on offer beside ours; the others need data or servers that are not here. */
  const STOCK_MODES = ['@ohif/mode-longitudinal', '@ohif/mode-basic', '@ohif/mode-segmentation'];

  const source = (module, sourceName, configuration) => ({
    namespace: `@ohif/extension-default.dataSourcesModule.${module}`,
    sourceName,
    configuration,
  });

  const config = {
    name: 'few-shot-lms',
    routerBasename: null,
    extensions: [],
    modes: [],
    // The tools left out download a network for every image; nothing here may come from another machine.
    customizationService: {
      global: {
        'cornerstone.segmentationToolbarSections': {
          LabelMapTools: { $set: ['BrushTools', 'ClickSegment', 'Shapes', 'LabelMapEditWithContour'] },
        },
      },
    },
    showStudyList: true,
    maxNumberOfWebWorkers: 3,
    showWarningMessageForCrossOrigin: true,
    showCPUFallbackMessage: true,
    showLoadingIndicator: true,
    strictZSpacingForVolumeViewport: true,
    investigationalUseDialog: { option: 'never' },
    showErrorDetails: 'always',
    defaultDataSourceName: 'dicomweb',
    dataSources: [
      source('dicomweb', 'dicomweb', {
        friendlyName: 'Studies of this viewer',
        name: 'dicomweb',
        wadoUriRoot: '/dicom-web',
        qidoRoot: '/dicom-web',
        wadoRoot: '/dicom-web',
        qidoSupportsIncludeField: true,
        supportsReject: false,
        supportsStow: true,
        dicomUploadEnabled: true,
        imageRendering: 'wadors',
        thumbnailRendering: 'wadors',
        enableStudyLazyLoad: true,
        supportsFuzzyMatching: false,
        supportsWildcard: true,
        omitQuotationForMultipartRequest: true,
        bulkDataURI: { enabled: true, relativeResolution: 'studies' },
      }),
      source('dicomlocal', 'dicomlocal', { friendlyName: 'Files of this computer' }),
    ],
  };

  /** The host adds its own list of modes, in window.modes, to those of the configuration. */
  function keepOnly(modes, wanted) {
    modes.splice(0, modes.length, ...wanted.filter((name) => modes.includes(name)));
  }

  window.config = async ({ peerImport }) => {
    const { loadPlugins } = await import(`/plugins/${EXTENSION}/host-shim.mjs`);
    const { ignoreInvalidWindows } = await import('/config/ignore-invalid-windows.mjs');
    const [extension, mode] = await loadPlugins(peerImport, [EXTENSION, MODE]);
    ignoreInvalidWindows(window.cornerstone.metaData);
    keepOnly(window.modes, STOCK_MODES);
    return { ...config, extensions: [extension], modes: [mode] };
  };
})();
