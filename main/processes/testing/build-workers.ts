import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';

const project = path.resolve(import.meta.dirname, '../../..');

/** Bundles worker entries as the app's build does, into a scratch folder from which their packages can be found. */
export async function buildWorkers(entries: Readonly<Record<string, string>>): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const cache = path.join(project, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'tempera-workers-'));
  await build({
    configFile: false,
    root: project,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      target: 'node18',
      outDir: folder,
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, path.join(project, file)])),
        external: [/^onnxruntime-node$/, /^serialport$/, /^@tensorflow\//],
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
