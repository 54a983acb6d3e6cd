import type { ComparisonState, SetupRequest, SetupState } from '../../shared/arm-setup';
import { calibrationFaults, type ArmCalibration } from '../../firmware-bridge/calibration';
import { readServoCalibration } from '../../firmware-bridge/servo-memory';
import { openCalibrationShelf } from '../control/serial/calibration-shelf';
import { openArmLine, switchTorqueOff, type ArmLine } from './arm-line';
import { differencesOf } from './calibration-draft';
import { readJournal, removeJournal } from './calibration-journal';
import { hasBegunWriting, journalOfWrite, takeBackWrite, unfinishedQuestion, writeArm } from './journalled-write';
import { rememberAdapter } from './known-arms';
import type { Procedure, ProcedureTools } from './setup-tools';
import { Stage } from './stage';

/** Compares an arm's file with the memory of its servos, register by register, and writes one of them like the other. */
export function compareCalibration(request: Extract<SetupRequest, { type: 'compare' }>, tools: ProcedureTools, publish: (state: SetupState) => void): Procedure {
  const { path, armName } = request;
  const stage = new Stage<ComparisonState>(
    { type: 'compare', phase: 'running', step: 'read', instruction: 'Looking for the servos.', problems: [], actions: [], path, armName, kind: request.kind ?? 'feetech', differences: [] },
    publish,
  );
  const shelf = openCalibrationShelf(tools.calibrationFolder);
  const close = { name: 'close', label: 'Close' } as const;

  async function compare(line: ArmLine): Promise<void> {
    const { bus, profile, kind } = line;
    const known = (await shelf.names()).includes(armName);
    const file = known ? await shelf.load(armName) : undefined;
    const servos = await readServoCalibration(bus, profile.family, profile.joints);
    const differences = differencesOf(file ?? {}, servos, !profile.family.appliesDriveMode);
    if (differences.length === 0) {
      await rememberAdapter(tools.calibrationFolder, armName, path, tools);
      stage.end({ phase: 'done', step: 'compared', instruction: `The file of "${armName}" and the servos agree in every value.`, kind, differences, actions: [close] });
      return;
    }
    const complete = file !== undefined && Object.keys(file).length === profile.joints.length && profile.joints.every(({ name, id }) => file[name]?.id === id);
    const unfinished = (await readJournal(tools.calibrationFolder, armName)) !== undefined;
    const [servoFault] = calibrationFaults(servos, profile.family.largestHoming);
    const choice = await stage.ask({
      step: 'compared',
      instruction: file === undefined ? `There is no file of "${armName}" yet; the servos hold a calibration that can become it.` : `The file of "${armName}" and the servos differ. Either this is another arm, or one of them is old: write the one that is right over the other.`,
      kind,
      differences,
      problems: unfinished ? [`A calibration of "${armName}" was left unfinished: writing the servos ends it.`] : [],
      actions: [
        ...(file === undefined ? [] : [{ name: 'write-to-servos', label: 'Write the file to the servos', caution: true, ...(complete ? {} : { blocked: 'The file is of an arm with other joints or ids.' }) } as const]),
        { name: 'write-to-file', label: 'Write the servos to the file', caution: file !== undefined, ...(servoFault === undefined ? {} : { blocked: `The servos hold no usable calibration: ${servoFault}` }) },
        { name: 'skip', label: 'Leave both as they are' },
      ],
    });
    if (choice.name === 'skip') {
      stage.end({ phase: 'done', step: 'compared', instruction: 'Both were left as they are.', differences, actions: [close] });
      return;
    }
    if (choice.name === 'write-to-servos' && file !== undefined) {
      if ((await toServos(line, file, servos)) === 'left') {
        stage.end({ phase: 'done', step: 'compared', instruction: 'Nothing was written: both were left as they are.', differences, actions: [close] });
        return;
      }
    } else {
      stage.work({ step: 'write', instruction: 'Writing.' });
      await shelf.save(armName, withDriveModes(servos, file));
      await rememberAdapter(tools.calibrationFolder, armName, path, tools);
    }
    stage.end({ phase: 'done', step: 'done', instruction: `The file of "${armName}" and the servos agree now.`, differences: [], actions: [close] });
  }

  async function toServos(line: ArmLine, file: ArmCalibration, servos: ArmCalibration): Promise<'written' | 'left'> {
    const choice = await stage.ask({
      step: 'compared',
      instruction: 'Hold the arm with one hand: its torque goes off for the writing, and it falls if nobody holds it.',
      actions: [
        { name: 'next', label: 'I hold it: torque off', caution: true },
        { name: 'back', label: 'Do not write' },
      ],
    });
    if (choice.name === 'back') return 'left';
    stage.work({ step: 'write', instruction: 'Writing the servos. Leave the cable and the supply alone.' });
    await switchTorqueOff(line);
    await writeArm({ line, path, tools }, journalOfWrite(line, armName, servos, file), undefined);
    return 'written';
  }

  /** A write that was cut off, by a calibration or by a comparison, is finished or taken back before anything is compared. */
  async function settleCutOffWrite(line: ArmLine): Promise<void> {
    const journal = await readJournal(tools.calibrationFolder, armName);
    if (journal === undefined || !hasBegunWriting(journal)) return;
    const { bus, profile, kind } = line;
    const choice = await stage.ask({ ...unfinishedQuestion(line, journal, await readServoCalibration(bus, profile.family, profile.joints)), kind });
    if (choice.name === 'start-over') return removeJournal(tools.calibrationFolder, armName);
    stage.work({ step: 'write', instruction: choice.name === 'resume' ? 'Writing the servos, then the file. Leave the cable and the supply alone.' : 'Putting the old calibration back.' });
    await switchTorqueOff(line);
    if (choice.name === 'resume') await writeArm({ line, path, tools }, journal, undefined);
    else await takeBackWrite({ line, path, tools }, journal);
  }

  return {
    stage,
    async run() {
      stage.work({ step: 'read', instruction: 'Looking for the servos.' });
      const line = await openArmLine(path, request.kind, tools);
      try {
        await settleCutOffWrite(line);
        await compare(line);
      } finally {
        await line.close();
      }
    },
  };
}

/** What servos without a drive mode cannot say, the file says. */
function withDriveModes(servos: ArmCalibration, file: ArmCalibration | undefined): ArmCalibration {
  return Object.fromEntries(
    Object.entries(servos).map(([name, joint]) => {
      const filed = file?.[name]?.driveMode ?? 0;
      return [name, joint.driveMode === 0 ? { ...joint, driveMode: filed } : joint];
    }),
  );
}
