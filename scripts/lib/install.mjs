import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { inProject } from './paths.mjs';
import { run } from './run.mjs';

const oldestNode = [20, 19];

/** Installs the packages of package-lock.json unless they are there already. Ends the process with one sentence if it cannot. */
export async function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    process.stderr.write(`Tempera needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node}. Install a newer Node and try again.\n`);
    process.exit(1);
  }
  const stamp = inProject('node_modules', '.tempera-installed');
  const wanted = createHash('sha256').update(readFileSync(inProject('package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing packages (once, a minute or two)...\n');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    process.stderr.write('npm could not install the packages. Check that the npm registry can be reached, then try again.\n');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
