import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { KnownArm, PortDescription } from '../../shared/arm-setup';
import { Failure, failureReport } from '../../shared/contract/failure';
import { openCalibrationShelf } from '../control/serial/calibration-shelf';
import { writeFileAtomic } from '../training/atomic-file';
import type { SetupTools } from './setup-tools';

/**
 * The adapters at which an arm was calibrated, in `arms/adapters/NAME.json` of the library. It is a hint that puts a
 * name to a port; which arm it really is, its servos' memory says.
 */
const recordSchema = z.strictObject({ version: z.literal(1), serialNumbers: z.array(z.string()) });

const adaptersFolder = 'adapters';

/** Arms whose calibration is in the library, by name. */
export async function knownArms(calibrationFolder: string): Promise<readonly KnownArm[]> {
  const shelf = openCalibrationShelf(calibrationFolder);
  return Promise.all(
    (await shelf.names()).map(async (name) => {
      const { mtimeMs } = await stat(path.join(calibrationFolder, `${name}.json`));
      const known = { name, calibratedAtMs: Math.round(mtimeMs), adapterSerialNumbers: await adaptersOf(calibrationFolder, name) };
      try {
        return { ...known, joints: Object.keys(await shelf.load(name)) };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return { ...known, joints: [], problem: failureReport(error).message };
      }
    }),
  );
}

/** The ports of this computer, with the names of the arms whose adapters they are. */
export async function nameArms(ports: readonly PortDescription[], calibrationFolder: string): Promise<readonly PortDescription[]> {
  const shelf = openCalibrationShelf(calibrationFolder);
  const names = new Map<string, string>();
  for (const name of await shelf.names()) for (const serial of await adaptersOf(calibrationFolder, name)) names.set(serial, name);
  return ports.map((port) => {
    const armName = port.serialNumber === undefined ? undefined : names.get(port.serialNumber);
    return armName === undefined ? port : { ...port, armName };
  });
}

/** Notes that an arm hangs on the adapter at a port, where that has a serial number; it leaves the arm that it had before. */
export async function rememberAdapter(calibrationFolder: string, armName: string, portPath: string, { listPorts }: Pick<SetupTools, 'listPorts'>): Promise<void> {
  const serial = (await listPorts()).find((port) => port.path === portPath)?.serialNumber;
  if (serial === undefined) return;
  for (const { name, adapterSerialNumbers } of await knownArms(calibrationFolder)) {
    const others = adapterSerialNumbers.filter((each) => each !== serial);
    if (name === armName) await writeAdapters(calibrationFolder, name, [...others, serial]);
    else if (others.length < adapterSerialNumbers.length) await writeAdapters(calibrationFolder, name, others);
  }
}

async function writeAdapters(calibrationFolder: string, armName: string, serialNumbers: readonly string[]): Promise<void> {
  const file = recordFile(calibrationFolder, armName);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFileAtomic(file, JSON.stringify({ version: 1, serialNumbers }, null, 2));
}

/** None where nothing was noted. A damaged note is only a hint that is lost. */
async function adaptersOf(calibrationFolder: string, armName: string): Promise<readonly string[]> {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(await readFile(recordFile(calibrationFolder, armName), 'utf8')));
    return parsed.success ? parsed.data.serialNumbers : [];
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return [];
    throw error;
  }
}

function recordFile(calibrationFolder: string, armName: string): string {
  return path.join(calibrationFolder, adaptersFolder, `${armName}.json`);
}
