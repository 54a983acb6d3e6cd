import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folders. */
export const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const inProject = (...parts) => path.join(projectFolder, ...parts);

/** Command line of the headless app, once built. */
export const commandLineEntry = inProject('dist', 'main', 'cli.cjs');

/** The Electron binary inside an unpacked runtime. */
export function electronBinary(distFolder, platform = process.platform) {
  if (platform === 'darwin') return path.join(distFolder, 'Electron.app', 'Contents', 'MacOS', 'Electron');
  return path.join(distFolder, platform === 'win32' ? 'electron.exe' : 'electron');
}

/**
 * The folder of an Electron runtime that is already on this machine, or undefined. It never downloads one:
 * `npx install-electron` does that when the operator asks for it.
 */
export function findElectronDist() {
  const candidates = [process.env.ELECTRON_OVERRIDE_DIST_PATH, inProject('node_modules', 'electron', 'dist')];
  return candidates.find((folder) => folder !== undefined && existsSync(electronBinary(folder)));
}
