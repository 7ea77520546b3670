#!/usr/bin/env node
/**
 * The main job in a real Chromium on a real DICOM series: draw, propagate, edit, undo, save, reload.
 *
 *   node test/browser/run.mjs [--url URL] [NAME…]   NAMEs select cases by a part of their name
 *
 * With --url an already running viewer is used (its store is written to). LOG=1 prints the page's console.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startServer } from './server.mjs';
import { launchBrowser, Viewer } from './viewer.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const outputFolder = join(root, 'test/output');
const args = process.argv.slice(2);
const urlAt = args.indexOf('--url');
const [, url] = urlAt >= 0 ? args.splice(urlAt, 2) : [];

mkdirSync(outputFolder, { recursive: true });
const cases = [];
for (const file of readdirSync(join(here, 'cases')).sort()) {
  const module = await import(pathToFileURL(join(here, 'cases', file)).href);
  if (args.length === 0 || args.some((name) => file.includes(name))) cases.push({ file, ...module });
}

const server = url ? { url, stop: async () => undefined } : await startServer(root);
let passed = 0;
let failed = 0;
try {
  for (const { file, title, flags, test } of cases) {
    const browser = await launchBrowser(flags);
    const viewer = await Viewer.open(browser, server.url, outputFolder);
    const name = file.replace(/\.mjs$/, '');
    const startedAt = Date.now();
    try {
      const notes = [];
      await test(viewer, { note: (text) => notes.push(text), browser, url: server.url, outputFolder });
      if (viewer.pageErrors.length > 0)
        throw new Error(`errors in the page:\n${viewer.pageErrors.join('\n')}`);
      passed++;
      console.log(`ok    ${title} (${((Date.now() - startedAt) / 1000).toFixed(0)} s)`);
      for (const note of notes) console.log(`      ${note}`);
    } catch (error) {
      failed++;
      console.log(`FAIL  ${title}\n      ${String(error.stack ?? error).replaceAll('\n', '\n      ')}`);
      await viewer.screenshot(`failed-${name}`).catch(() => console.log('      (no screenshot)'));
    } finally {
      await browser.close();
    }
  }
} finally {
  await server.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
