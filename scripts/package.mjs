import process from 'node:process';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inProject } from './lib/paths.mjs';
import { become } from './lib/run.mjs';

/** `npm run package`: installers for this platform, as electron-builder.yml says. Extra words go to electron-builder. */
await ensureInstalled();
await ensureBuilt();
become(process.execPath, [inProject('node_modules', 'electron-builder', 'cli.js'), '--publish', 'never', ...process.argv.slice(2)]);
