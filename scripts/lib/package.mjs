import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { inProject } from './paths.mjs';

/**
 * Packages the built app into release/ with electron-builder, unpacked, and returns the path of its executable. It says
 * on standard error how large the package is.
 * `distFolder`: an unpacked Electron runtime; its own version is written into the package.
 */
export async function packageApp({ distFolder }) {
  const { build, Platform } = await import('electron-builder');
  const versionFile = path.join(distFolder, 'version');
  const electronVersion = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : undefined;
  await build({
    targets: Platform.current().createTarget('dir'),
    publish: 'never',
    config: {
      extends: inProject('electron-builder.yml'),
      electronDist: distFolder,
      ...(electronVersion === undefined ? {} : { electronVersion }),
      // Playwright drives the packaged app over the inspector; releases have this fuse off.
      electronFuses: { enableNodeCliInspectArguments: true },
    },
  });
  const executable = packagedExecutable();
  const folder = path.dirname(executable);
  process.stderr.write(`The packaged app takes ${megabytes(folder)} MB, ${megabytes(path.join(folder, 'resources'))} MB of it our own.\n`);
  return executable;
}

function packagedExecutable() {
  if (process.platform === 'darwin') return inProject('release', 'mac', 'Tempera.app', 'Contents', 'MacOS', 'Tempera');
  return process.platform === 'win32' ? inProject('release', 'win-unpacked', 'Tempera.exe') : inProject('release', 'linux-unpacked', 'tempera');
}

function megabytes(folder) {
  return Math.round(bytesIn(folder) / 1e6);
}

function bytesIn(place) {
  const status = statSync(place, { throwIfNoEntry: false });
  if (status === undefined || !status.isDirectory()) return status?.size ?? 0;
  return readdirSync(place).reduce((sum, name) => sum + bytesIn(path.join(place, name)), 0);
}
