import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inProject } from './paths.mjs';

/**
 * Packages the built app into release/ with electron-builder, unpacked, and returns the path of its executable.
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
  if (process.platform === 'darwin') return inProject('release', 'mac', 'Tempera.app', 'Contents', 'MacOS', 'Tempera');
  return process.platform === 'win32' ? inProject('release', 'win-unpacked', 'Tempera.exe') : inProject('release', 'linux-unpacked', 'tempera');
}
