import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const readonly = (names) =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, 'readonly']),
  );

const NODE_GLOBALS = readonly(`
  AbortController AbortSignal atob Blob btoa Buffer clearInterval clearTimeout console crypto Event fetch File FormData
  Headers performance process queueMicrotask Request Response setImmediate setInterval setTimeout structuredClone
  TextDecoder TextEncoder URL URLSearchParams WebAssembly
`);

/** Scripts drive pages by functions that are sent to the browser. */
const PAGE_GLOBALS = readonly(`
  cancelAnimationFrame crossOriginIsolated CustomEvent DataTransfer document DOMParser DragEvent Element getComputedStyle
  history HTMLCanvasElement HTMLElement HTMLInputElement Image indexedDB innerHeight innerWidth InputEvent KeyboardEvent
  localStorage location matchMedia MessageChannel MessageEvent MouseEvent MutationObserver navigator Node
  PerformanceObserver PointerEvent PopStateEvent requestAnimationFrame ResizeObserver screen self sessionStorage
  StorageEvent WheelEvent window Worker XMLHttpRequest
`);

const COMMONJS_GLOBALS = { module: 'writable', ...readonly('require __dirname __filename') };

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/build/',
      '**/dist/',
      '.venv/',
      'coverage/',
      'models/',
      'test/output/',
      'viewer/host/',
      'viewer-data/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: { ...NODE_GLOBALS, ...PAGE_GLOBALS } },
  },
  {
    files: ['**/*.cjs', 'webpack.config.js'],
    languageOptions: { sourceType: 'commonjs', globals: COMMONJS_GLOBALS },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './viewer/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // The compiler knows these better.
      'no-undef': 'off',
      'no-unused-vars': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      // What was caught is unknown, and is thrown again as it was.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    // The one folder that touches OHIF objects, for which there are no types on npm.
    files: ['extension/src/ohif/**'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
);
