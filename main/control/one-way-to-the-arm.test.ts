import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(__dirname, '../..');
const parts = ['main', 'firmware-bridge', 'shared'];
/** The only file that may call a driver. */
const holder = 'main/control/supervised-arm.ts';
/** Where drivers are made, to be handed to the holder. */
const compositionRoots = ['main/control/open-arm.ts', 'main/control/connect-arm.ts', 'main/control/serial/board-kinds.ts', 'main/control/serial/emulated-port.ts'];

interface Source {
  readonly file: string;
  readonly text: string;
}

function sources(): Source[] {
  return parts.flatMap((part) =>
    readdirSync(path.join(root, part), { recursive: true, encoding: 'utf8' })
      .map((file) => path.posix.join(part, file.split(path.sep).join('/')))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/testing/'))
      .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') })),
  );
}

/** Files that say they implement `ArmDriver`: the drivers themselves. */
function drivers(all: readonly Source[]): Source[] {
  return all.filter(({ text }) => /implements[^{]*\bArmDriver\b/.test(text));
}

test('drivers are found', () => {
  expect(drivers(sources()).map(({ file }) => file)).toContain('main/control/simulated-arm.ts');
});

test('only the supervised arm commands a driver, places it or switches its torque', () => {
  const all = sources();
  const exempt = new Set([holder, ...drivers(all).map(({ file }) => file)]);
  const calling = all.filter(({ file, text }) => file.startsWith('main/') && !exempt.has(file) && /\bdriver\.(command|setTorque|place|advance)\(/.test(text));
  expect(calling.map(({ file }) => file)).toEqual([]);
  const typed = all.filter(({ file, text }) => !exempt.has(file) && !compositionRoots.includes(file) && file !== 'shared/arm-driver.ts' && /\bArmDriver\b/.test(text));
  expect(typed.map(({ file }) => file)).toEqual([]);
});

test('nothing but the roots that hand them over imports a driver', () => {
  const all = sources();
  for (const driver of drivers(all)) {
    const name = path.posix.basename(driver.file, '.ts');
    const importing = all.filter(({ file, text }) => file !== driver.file && new RegExp(`from '[^']*/${name}'`).test(text)).map(({ file }) => file);
    expect(importing.filter((file) => !compositionRoots.includes(file))).toEqual([]);
  }
});

test('worlds with motors in them are opened only where drivers are made', () => {
  const opening = sources().filter(({ file, text }) => file.startsWith('main/') && !file.startsWith('main/worlds/') && /\b(loadArmWorld|openArmWorld)\b/.test(text));
  expect(opening.map(({ file }) => file).filter((file) => !compositionRoots.includes(file))).toEqual([]);
});
