#!/usr/bin/env node
/**
 * How long the network takes a slice: Node and a real browser's WebAssembly, 1 and 2 threads, in one run, beside what
 * the same runtime reaches on plain large convolutions.
 *
 *   node bench/latency.mjs [--model ID] [--runs 30] [--write]
 *
 * Needs Chromium (CHROMIUM names it) and the Python environment of test/python-env.mjs, which counts multiply-adds.
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as ortNode from 'onnxruntime-node';
import { launchBrowser } from '../test/browser/viewer.mjs';
import { graphsOfModel, multiplyAddsOf, PEAK, WASM_BUILD, WEBGPU_BUILD } from './graphs.mjs';
import { measureGraph, WARM_UP } from './measure-graph.mjs';
import { measureInPage } from './measure-in-page.mjs';
import { replaceSection } from './results-section.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const THREADS = [1, 2];
const BUILDS = [
  { name: 'wasm', file: WASM_BUILD },
  { name: 'wasm in the WebGPU build', file: WEBGPU_BUILD },
];

const { values: options } = parseArgs({
  options: { model: { type: 'string' }, runs: { type: 'string', default: '30' }, write: { type: 'boolean' } },
});
const counts = { warmUp: WARM_UP, runs: Number(options.runs) };

const { model, graphs } = graphsOfModel(root, options.model);
const multiplyAdds = multiplyAddsOf(root, Object.values(graphs));
const rows = [...(await measureNode()), ...(await measureBrowser())];
const text = render();
console.log(text);
if (options.write) replaceSection(options.model ? `latency-${options.model}` : 'latency', text);

async function measureNode() {
  const found = [];
  for (const threads of THREADS) {
    const session = { executionProviders: ['cpu'], intraOpNumThreads: threads, interOpNumThreads: 1 };
    const times = {};
    for (const [name, path] of Object.entries(graphs)) {
      times[name] = await measureGraph(ortNode, readFileSync(join(root, path)), session, counts);
    }
    found.push({ where: `Node ${process.version}, cpu`, threads, times });
  }
  return found;
}

async function measureBrowser() {
  const browser = await launchBrowser();
  try {
    const found = [];
    for (const build of BUILDS) {
      for (const threads of THREADS) {
        const times = await measureInPage(root, browser, { graphs, threads, counts, file: build.file });
        found.push({ where: `Chromium ${browser.version().split('.')[0]}, ${build.name}`, threads, times });
      }
    }
    return found;
  } finally {
    await browser.close();
  }
}

function render() {
  const roles = Object.keys(graphs).filter((name) => name !== 'peak');
  const speed = (row, name) => (2 * multiplyAdds[graphs[name]]) / (row.times[name].medianMs * 1e6);
  const line = (row) => [
    row.where,
    row.threads,
    speed(row, 'peak').toFixed(1),
    ...roles.flatMap((role) => [
      (row.times[role].medianMs / 1000).toFixed(4),
      `${speed(row, role).toFixed(1)} (${Math.round((100 * speed(row, role)) / speed(row, 'peak'))} %)`,
    ]),
  ];
  const heads = [
    'runtime',
    'threads',
    'peak GFLOP/s',
    ...roles.flatMap((role) => [`${role}, s`, `${role} GFLOP/s (share of peak)`]),
  ];
  const table = [heads, heads.map(() => '---'), ...rows.map(line)].map((cells) => `| ${cells.join(' | ')} |`);
  const costs = roles.map((role) => `${role} ${(multiplyAdds[graphs[role]] / 1e6).toFixed(0)} M`).join(', ');
  return [
    `## Seconds of the network${options.model ? `, ${options.model}` : ''}`,
    '',
    `Model \`${model.id}\` ${model.version}; multiply-adds: ${costs}. The encoder runs once for a drawn slice, the step ` +
      '(features and head of a crop) once or more for every slice that is looked at. Median of ' +
      `${counts.runs} runs after ${counts.warmUp}. *Peak*: four plain 3 × 3 convolutions of 128 channels on 64 × 64 ` +
      `(\`${PEAK}\`) in the same runtime and run. ${cpus().length} cores of a server CPU; load average of the ` +
      `last minute ${loadavg()[0].toFixed(1)}.`,
    '',
    '```',
    `node bench/latency.mjs${options.model ? ` --model ${options.model}` : ''} --runs ${counts.runs} --write`,
    '```',
    '',
    ...table,
  ].join('\n');
}
