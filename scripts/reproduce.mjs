import process from 'node:process';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inProject } from './lib/paths.mjs';
import { become } from './lib/run.mjs';

/** `npm run reproduce [-- ROW ...]`: trains the rows of the table in docs/results.md again and rewrites it. */
await ensureInstalled();
await ensureBuilt();
become(process.execPath, [inProject('dist', 'main', 'reproduce.cjs'), ...process.argv.slice(2)]);
