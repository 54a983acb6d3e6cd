import { Failure } from '../../../shared/contract/failure';
import { closingLine } from '../../../firmware-bridge/transport/closing-line';
import { createTransportPair } from '../../../firmware-bridge/transport/transport-pair';
import type { EmulatedArm } from './emulated-arm';
import type { OpenLine } from './probe-bus';
import type { ServoArmProfile } from './servo-arm-profile';

/** An emulated arm to practise on. Its joints stay where a hand puts them, whatever their torque. */
export interface PracticeArm {
  readonly openLine: OpenLine;
  /** @throws Failure when there is no such joint, or the angle is beyond its range. */
  turnByHand(joint: string, positionRad: number): void;
  close(): void;
}

export function createPracticeArm(arm: EmulatedArm, { joints }: ServoArmProfile): PracticeArm {
  for (const joint of arm.joints) joint.hold(true);
  return {
    openLine(address) {
      const { host, device } = createTransportPair(address);
      return Promise.resolve(closingLine(host, arm.plugInto(device)));
    },
    turnByHand(name, positionRad) {
      const index = joints.findIndex((joint) => joint.name === name);
      const joint = joints[index];
      if (joint === undefined) throw new Failure('bad-argument', `The arm has no joint "${name}"; it has ${joints.map((each) => each.name).join(', ')}.`);
      if (!(positionRad >= joint.minRad && positionRad <= joint.maxRad)) {
        throw new Failure('bad-argument', `${name} cannot be turned to ${positionRad} rad: its ends are at ${joint.minRad.toFixed(2)} and ${joint.maxRad.toFixed(2)} rad.`);
      }
      arm.joints[index]?.turnByHand(positionRad);
    },
    close: () => arm.close(),
  };
}
