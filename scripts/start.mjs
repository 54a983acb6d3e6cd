import process from 'node:process';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { commandLineEntry, electronBinary, findElectronDist, projectFolder } from './lib/paths.mjs';
import { become } from './lib/run.mjs';

const words = process.argv.slice(2);
await ensureInstalled();
await ensureBuilt();

if (words.length > 0) {
  become(process.execPath, [commandLineEntry, ...words]);
} else {
  const obstacle = desktopObstacle();
  if (obstacle === undefined) {
    become(electronBinary(findElectronDist()), [projectFolder]);
  } else {
    process.stderr.write(`${obstacle} Opening the same app in the browser instead.\n`);
    become(process.execPath, [commandLineEntry, 'serve', '--open']);
  }
}

/** Why the desktop app cannot open here, in one sentence with the remedy; undefined when it can. */
function desktopObstacle() {
  if (findElectronDist() === undefined) return 'The Electron runtime is not on this machine (npx install-electron fetches it).';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'There is no display.';
  if (process.platform === 'linux' && process.getuid?.() === 0) return 'Electron does not run as root.';
  return undefined;
}
