import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inProject, projectFolder } from './paths.mjs';

const sources = ['main', 'renderer', 'shared', 'firmware-bridge', 'bench', 'scripts', 'package.json', 'package-lock.json'];

/** Bundles that run in Node, by name. Workers are processes of their own, and a lane a thread. */
const nodeEntries = {
  cli: 'main/cli.ts',
  electron: 'main/electron.ts',
  'control-worker': 'main/control/control-worker.ts',
  'learner-worker': 'main/training/learner-worker.ts',
  'lockstep-worker': 'main/training/lockstep-worker.ts',
  'analysis-worker': 'main/lens/analysis-worker.ts',
  'lane-worker': 'main/compiler/lanes/lane-worker.ts',
  reproduce: 'bench/reproduce/reproduce.ts',
};

/** Packages that stay outside of the bundles: native code, or code that finds its own files. */
const external = [/^electron$/, /^onnxruntime-node$/, /^serialport$/, /^@serialport\//, /^@tensorflow\//];

/** Builds everything into dist/ unless nothing has changed since the last build. */
export async function ensureBuilt() {
  const stamp = inProject('dist', '.stamp');
  const fingerprint = fingerprintOf(sources.map((source) => inProject(source)));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
  process.stderr.write('Building...\n');
  await buildAll();
  writeFileSync(stamp, fingerprint);
}

export async function buildAll() {
  const { build } = await import('vite');
  rmSync(inProject('dist'), { recursive: true, force: true });
  mkdirSync(inProject('dist'), { recursive: true });
  await build(nodeBundle(nodeEntries));
  // A sandboxed preload may load nothing but Electron: one file of its own.
  await build(nodeBundle({ preload: 'main/desktop/preload.ts' }, { singleFile: true }));
  await build({ configFile: inProject('renderer', 'vite.config.ts'), logLevel: 'warn' });
}

function nodeBundle(entries, { singleFile = false } = {}) {
  return {
    configFile: false,
    root: projectFolder,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      // Node 18 is the oldest that a supported Electron carries.
      target: 'node18',
      outDir: inProject('dist', 'main'),
      emptyOutDir: false,
      sourcemap: true,
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, inProject(file)])),
        external,
        output: {
          format: 'cjs',
          // Packages are loaded by require, also those that are loaded late: before Electron 28 import() cannot read an asar.
          dynamicImportInCjs: false,
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
          ...(singleFile ? { codeSplitting: false } : {}),
        },
      },
    },
  };
}

function fingerprintOf(places) {
  const hash = createHash('sha256');
  for (const place of places) addTo(hash, place);
  return hash.digest('hex');
}

function addTo(hash, place) {
  const status = statSync(place);
  if (!status.isDirectory()) {
    hash.update(`${place}\0${status.size}\0${status.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(place).sort()) addTo(hash, path.join(place, name));
}
