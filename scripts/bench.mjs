import process from 'node:process';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { commandLineEntry } from './lib/paths.mjs';
import { become } from './lib/run.mjs';

await ensureInstalled();
await ensureBuilt();
become(process.execPath, [commandLineEntry, 'bench', ...process.argv.slice(2)]);
