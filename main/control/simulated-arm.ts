import type { ArmDescription, ArmState } from '../../shared/arm';
import type { WorldObject } from '../../shared/world-object';
import type { ArmWorld } from '../worlds/arm-world';
import type { ArmDriver } from '../../shared/arm-driver';
import { ServoProfile } from './servo-profile';

/** How often the servos' inner goals move on while a period passes, seconds. */
const servoPeriodS = 0.005;

/** A MuJoCo arm as a driver, with the motion profile of a bus servo in each joint. */
export class SimulatedArm implements ArmDriver {
  readonly description: ArmDescription;
  private readonly servos: ServoProfile;

  constructor(private readonly world: ArmWorld) {
    this.description = world.description;
    this.servos = new ServoProfile(world.read().goalRad);
  }

  read(): Promise<ArmState> {
    return Promise.resolve({ ...this.world.read(), goalRad: this.servos.goalRad.slice() });
  }

  command(goalRad: Float64Array): Promise<void> {
    this.servos.command(goalRad);
    return Promise.resolve();
  }

  setTorque(on: boolean): Promise<void> {
    this.world.setTorque(on);
    this.servos.settle(this.world.read().goalRad);
    return Promise.resolve();
  }

  advance(periodS: number): Promise<void> {
    const slices = Math.max(1, Math.round(periodS / servoPeriodS));
    for (let slice = 1; slice <= slices; slice += 1) {
      this.servos.advance(slice / slices, periodS);
      this.world.setGoal(this.servos.positionRad);
      this.world.advance(periodS / slices);
    }
    return Promise.resolve();
  }

  place(positionRad: Float64Array, objectPoses?: Float64Array): Promise<void> {
    this.world.place(positionRad, objectPoses);
    this.servos.settle(positionRad);
    return Promise.resolve();
  }

  furnish(objects: readonly WorldObject[]): Promise<void> {
    return this.world.furnish(objects);
  }

  /** A simulation in this process has no link to lose. */
  onLost(): () => void {
    return () => undefined;
  }

  close(): Promise<void> {
    this.world.close();
    return Promise.resolve();
  }
}
