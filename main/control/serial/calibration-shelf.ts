import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../shared/contract/failure';
import { calibrationFaults, formatCalibration, parseCalibration, type ArmCalibration } from '../../../firmware-bridge/calibration';

/** The calibrations of a lab's arms by their names: `arms/NAME.json` in the library, in LeRobot's format. */
export interface CalibrationShelf {
  names(): Promise<readonly string[]>;
  /** Rejects with a `Failure` when there is none of that name, or it is damaged or unsound. */
  load(armName: string): Promise<ArmCalibration>;
  /** Writes it whole or not at all. Rejects with a `Failure` when it is unsound. */
  save(armName: string, calibration: ArmCalibration): Promise<void>;
}

const extension = '.json';

export function openCalibrationShelf(folder: string): CalibrationShelf {
  const fileOf = (armName: string): string => {
    if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(armName)) throw new Failure('bad-argument', `"${armName}" is no name for an arm: use letters, digits, spaces, dots and dashes.`);
    return path.join(folder, `${armName}${extension}`);
  };
  return {
    async names() {
      const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      return files.filter((file) => file.endsWith(extension)).map((file) => file.slice(0, -extension.length)).sort();
    },
    async load(armName) {
      const file = fileOf(armName);
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        throw new Failure('not-found', `There is no calibration of an arm "${armName}" (${file}): calibrate it, or copy LeRobot's file there.`);
      });
      const calibration = parseCalibration(text, file);
      const [fault] = calibrationFaults(calibration);
      if (fault !== undefined) throw new Failure('damaged-file', `${file} cannot be used: ${fault}`);
      return calibration;
    },
    async save(armName, calibration) {
      const file = fileOf(armName);
      const [fault] = calibrationFaults(calibration);
      if (fault !== undefined) throw new Failure('bad-argument', `The calibration of "${armName}" was not kept: ${fault}`);
      await mkdir(folder, { recursive: true });
      await writeWhole(file, formatCalibration(calibration));
    },
  };
}

async function writeWhole(file: string, text: string): Promise<void> {
  const partial = `${file}.partial`;
  const handle = await open(partial, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
}
