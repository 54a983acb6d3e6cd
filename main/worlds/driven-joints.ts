import { Failure } from '../../shared/contract/failure';
import type { ArmDescription } from '../../shared/arm';
import type { ArmModel } from './models/arm-model';
import type { Simulation } from './mujoco';

/** Where the joints that the arm drives lie in MuJoCo's arrays; all lists run in actuator order. */
export interface DrivenJoints {
  readonly count: number;
  readonly description: ArmDescription;
  readonly positionAddress: readonly number[];
  readonly velocityAddress: readonly number[];
  /** Newton metres, where every actuator has a limit. */
  readonly maxTorque: readonly number[] | undefined;
  readonly tipSite: number;
}

/**
 * Finds them in a compiled model. Throws a `Failure` of code `bad-argument` when the model has no actuator, an
 * actuator that drives no limited hinge, or no tip.
 */
export function findDrivenJoints({ mujoco, model }: Simulation, arm: ArmModel, title: string): DrivenJoints {
  const jointIds: number[] = [];
  for (let actuator = 0; actuator < model.nu; actuator += 1) {
    const joint: number = model.actuator_trnid[2 * actuator];
    const drivesHinge =
      model.actuator_trntype[actuator] === mujoco.mjtTrn.mjTRN_JOINT.value &&
      model.jnt_type[joint] === mujoco.mjtJoint.mjJNT_HINGE.value &&
      hasRange(model.jnt_range, joint);
    if (!drivesHinge) {
      throw new Failure('bad-argument', `Actuator ${actuator} of the model "${arm.name}" drives no hinge joint with a range. Give it one in the MJCF.`);
    }
    jointIds.push(joint);
  }
  if (jointIds.length === 0) throw new Failure('bad-argument', `The model "${arm.name}" has no actuator. Add one position actuator for each joint of the arm.`);
  const tipSite = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_SITE.value, arm.tipSite);
  if (tipSite < 0) throw new Failure('bad-argument', `The model "${arm.name}" has no site "${arm.tipSite}". Add it where the gripper's tip is.`);

  const joints = jointIds.map((joint) => ({
    name: mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_JOINT.value, joint) || `joint ${joint}`,
    minRad: Number(model.jnt_range[2 * joint]),
    maxRad: Number(model.jnt_range[2 * joint + 1]),
    maxVelocityRadS: arm.maxVelocityRadS,
    maxAccelerationRadS2: arm.maxAccelerationRadS2,
  }));
  const limited = jointIds.every((_, actuator) => hasRange(model.actuator_forcerange, actuator));
  return {
    count: joints.length,
    description: { title, model: arm.name, joints },
    positionAddress: jointIds.map((joint) => Number(model.jnt_qposadr[joint])),
    velocityAddress: jointIds.map((joint) => Number(model.jnt_dofadr[joint])),
    maxTorque: limited ? jointIds.map((_, actuator) => Number(model.actuator_forcerange[2 * actuator + 1])) : undefined,
    tipSite,
  };
}

/** The bindings cannot hand out MuJoCo's boolean arrays such as `jnt_limited`; a range that is not empty says the same. */
function hasRange(ranges: Float64Array, index: number): boolean {
  return (ranges[2 * index] ?? 0) < (ranges[2 * index + 1] ?? 0);
}
