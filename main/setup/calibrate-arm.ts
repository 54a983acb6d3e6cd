import type { CalibrationState, SetupRequest, SetupState } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';
import { loadTwin, type Twin } from '../worlds/twin';
import { openArmLine, type ArmLine } from './arm-line';
import { CalibrationSteps } from './calibration-steps';
import type { Procedure, ProcedureTools } from './setup-tools';
import { Stage } from './stage';

/**
 * Calibrates an arm: torque off, half-turn homing, the sweep of its ranges, each joint against the model, and in the
 * end the writing of servos and file. Until then the servos' memory is left alone and their old offsets are taken out
 * in `CalibrationDraft`, so that giving up, a fault or a power cut leaves the old calibration in force.
 */
export function calibrateArm(request: Extract<SetupRequest, { type: 'calibrate' }>, tools: ProcedureTools, publish: (state: SetupState) => void): Procedure {
  const stage = new Stage<CalibrationState>(
    {
      type: 'calibrate',
      phase: 'running',
      step: 'support',
      instruction: 'Looking for the servos.',
      problems: [],
      actions: [],
      path: request.path,
      armName: request.armName,
      kind: request.kind ?? 'feetech',
      joints: [],
      byHand: false,
    },
    publish,
  );
  let line: ArmLine | undefined;
  return {
    stage,
    async run() {
      stage.work({ instruction: 'Looking for the servos.' });
      const opened = await openArmLine(request.path, request.kind, tools);
      line = opened;
      let twin: Twin | undefined;
      try {
        twin = await loadTwin(opened.profile.model);
        tools.view.show(twin.scene);
        stage.show({ kind: opened.kind, byHand: opened.practice !== undefined });
        await new CalibrationSteps(request.armName, tools, stage, opened, twin).run();
      } finally {
        line = undefined;
        twin?.close();
        await opened.close();
      }
    },
    turnByHand(joint, positionRad) {
      if (line?.practice === undefined) throw new Failure('unavailable', `The arm at ${request.path} is a real one: turn it by hand.`);
      line.practice.turnByHand(joint, positionRad);
    },
  };
}
