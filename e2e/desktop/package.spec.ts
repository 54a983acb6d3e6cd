import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import { required } from '../fixtures/environment';
import { openLibrary } from '../fixtures/library';
import { listAsar, readFuses } from '../fixtures/package-files';

const resources = (): string => path.join(path.dirname(required('TEMPERA_PACKAGED_APP')), 'resources');
const neededPackages = /^node_modules\/(onnxruntime-(node|common)|serialport|debug|ms|node-gyp-build|long|seedrandom|@serialport\/[^/]+|@mujoco\/mujoco|@tensorflow\/tfjs(-core|-layers|-converter|-data|-backend-(cpu|webgl|wasm))?)\//;

test('the archive holds the bundles and the packages that they load, and nothing else', async () => {
  const files = (await listAsar(path.join(resources(), 'app.asar'))).map((file) => file.path);
  expect(files.filter((file) => !/^(dist\/(main|renderer)\/|package\.json$|node_modules\/)/.test(file))).toEqual([]);
  expect(files.filter((file) => file.startsWith('node_modules/') && !neededPackages.test(file))).toEqual([]);
  expect(files.filter((file) => /\.(map|tsx?)$/.test(file))).toEqual([]);
  for (const entry of ['electron', 'preload', 'control-worker', 'learner-worker', 'lockstep-worker', 'analysis-worker', 'lane-worker']) expect(files).toContain(`dist/main/${entry}.cjs`);
  expect(files).toContain('dist/renderer/index.html');
});

test('native code and WebAssembly lie on the disk, for this platform alone', async () => {
  const files = await listAsar(path.join(resources(), 'app.asar'));
  const native = files.filter((file) => /\.(node|wasm|dll|dylib|so(\.\d+)*)$/.test(file.path));
  expect(native.filter((file) => !file.unpacked)).toEqual([]);
  for (const { path: file } of native) expect(existsSync(path.join(resources(), 'app.asar.unpacked', file))).toBe(true);
  const paths = native.map((file) => file.path);
  expect(paths).toContain('node_modules/@mujoco/mujoco/mujoco.wasm');
  expect(paths.filter((file) => file.startsWith('node_modules/onnxruntime-node/') && !file.includes(`/${process.platform}/${process.arch}/`))).toEqual([]);
  expect(paths.filter((file) => file.includes('/prebuilds/') && !file.includes(`/prebuilds/${process.platform}-`))).toEqual([]);
  expect(paths.filter((file) => file.endsWith('.node')).length).toBeGreaterThanOrEqual(2);
});

test('a release has the fuses of a release; the tested build differs in the inspector alone', async () => {
  const scratch = await openLibrary();
  try {
    const released = await readFuses(await packageRelease(scratch.folder));
    const expected = { runAsNode: false, nodeOptions: false, nodeCliInspect: false, onlyLoadAppFromAsar: true, cookieEncryption: true };
    expect(released).toMatchObject(expected);
    expect(await readFuses(required('TEMPERA_PACKAGED_APP'))).toEqual({ ...released, nodeCliInspect: true });
  } finally {
    await scratch.remove();
  }
});

/** As `npm run package -- --dir`, with the Electron runtime of the tests. Returns the path of the executable. */
async function packageRelease(output: string): Promise<string> {
  const runtime = required('TEMPERA_ELECTRON_DIST');
  const version = (await readFile(path.join(runtime, 'version'), 'utf8')).trim().replace(/^v/, '');
  const settings = { electronDist: runtime, electronVersion: version, 'directories.output': output };
  const words = ['--dir', '--publish', 'never', ...Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`)];
  const child = spawn(process.execPath, [path.resolve('node_modules/electron-builder/cli.js'), ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).toBe(0);
  const folder = process.platform === 'win32' ? 'win-unpacked' : 'linux-unpacked';
  return path.join(output, folder, path.basename(required('TEMPERA_PACKAGED_APP')));
}
