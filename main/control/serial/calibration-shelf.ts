import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../shared/contract/failure';
import { armNamePattern } from '../../../shared/arm-setup';
import { calibrationFaults, compareCalibrations, formatCalibration, parseCalibration, type ArmCalibration } from '../../../firmware-bridge/calibration';
import { dynamixelFamily } from '../../../firmware-bridge/dynamixel/family';
import { writeFileAtomic } from '../../training/atomic-file';

/** The calibrations of a lab's arms by their names: `arms/NAME.json` in the library, in LeRobot's format. */
export interface CalibrationShelf {
  names(): Promise<readonly string[]>;
  /** Rejects with a `Failure` when there is none of that name, or it is damaged or unsound. */
  load(armName: string): Promise<ArmCalibration>;
  /**
   * The arm whose calibration servos hold: six homing offsets are as good as a name plate. Files that cannot be used are passed over.
   * @param holdsDriveMode as in `compareCalibrations`.
   */
  nameOf(held: ArmCalibration, holdsDriveMode: boolean): Promise<string | undefined>;
  /** Writes it whole or not at all. Rejects with a `Failure` when it is unsound. */
  save(armName: string, calibration: ArmCalibration): Promise<void>;
}

const extension = '.json';
/** A file does not say what servos its arm has: those whose register is the largest count. */
const { largestHoming } = dynamixelFamily;

export function openCalibrationShelf(folder: string): CalibrationShelf {
  const fileOf = (armName: string): string => {
    if (!armNamePattern.test(armName)) throw new Failure('bad-argument', `"${armName}" is no name for an arm: use letters, digits, spaces, dots and dashes.`);
    return path.join(folder, `${armName}${extension}`);
  };
  const shelf: CalibrationShelf = {
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
      const [fault] = calibrationFaults(calibration, largestHoming);
      if (fault !== undefined) throw new Failure('damaged-file', `${file} cannot be used: ${fault}`);
      return calibration;
    },
    async nameOf(held, holdsDriveMode) {
      for (const name of await shelf.names()) {
        const filed = await shelf.load(name).catch((error: unknown) => {
          if (error instanceof Failure) return undefined;
          throw error;
        });
        const sameJoints = filed !== undefined && Object.keys(filed).length === Object.keys(held).length && Object.keys(held).every((joint) => filed[joint] !== undefined);
        if (sameJoints && compareCalibrations(filed, held, holdsDriveMode).length === 0) return name;
      }
      return undefined;
    },
    async save(armName, calibration) {
      const file = fileOf(armName);
      const [fault] = calibrationFaults(calibration, largestHoming);
      if (fault !== undefined) throw new Failure('bad-argument', `The calibration of "${armName}" was not kept: ${fault}`);
      await mkdir(folder, { recursive: true });
      await writeFileAtomic(file, formatCalibration(calibration));
    },
  };
  return shelf;
}
