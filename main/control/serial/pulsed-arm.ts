import type { PulseShaft } from '../../../firmware-bridge/board/emulated/pulse-shaft';
import { usualCalibration } from '../../../firmware-bridge/board/pulse-calibration';
import type { ArmWorld } from '../../worlds/arm-world';
import type { ControlTime } from '../control-time';
import { keepPhysicsInTime } from './real-time-physics';

/** A simulated arm whose position servos listen to pulses, in real time. It lies free until the first of them. */
export class PulsedArm {
  readonly shafts: readonly PulseShaft[];
  private readonly goalRad: number[];
  private readonly pulsed: boolean[];
  private readonly rest: () => void;

  /** The arm closes the world. */
  constructor(
    readonly world: ArmWorld,
    time: ControlTime,
  ) {
    const { joints } = world.description;
    this.goalRad = joints.map(() => 0);
    this.pulsed = joints.map(() => false);
    this.shafts = joints.map((_, joint) => ({
      pulse: (widthUs) => {
        this.pulsed[joint] = true;
        this.goalRad[joint] = (widthUs - usualCalibration.zeroUs) / usualCalibration.usPerRad;
      },
      letGo: () => {
        this.pulsed[joint] = false;
      },
    }));
    world.setTorque(false);
    this.rest = keepPhysicsInTime(time, (seconds) => this.advance(seconds));
  }

  close(): void {
    this.rest();
    this.world.close();
  }

  private advance(seconds: number): void {
    const torque = this.pulsed.some(Boolean);
    if (torque !== this.world.torque) this.world.setTorque(torque);
    if (torque) this.world.setGoal(this.goalRad);
    this.world.advance(seconds);
  }
}
