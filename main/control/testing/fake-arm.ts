import type { ArmDescription, ArmState } from '../../../shared/arm';
import { Failure } from '../../../shared/contract/failure';
import type { ArmDriver } from '../../../shared/arm-driver';
import { defaultLimits, type SupervisorLimits } from '../supervisor-limits';
import type { PostureGuard } from '../posture-guard';

export const twoJoints: ArmDescription = {
  title: 'Two joints',
  model: 'two-joints',
  joints: [
    { name: 'shoulder', minRad: -2, maxRad: 2, maxVelocityRadS: 3, maxAccelerationRadS2: 20 },
    { name: 'elbow', minRad: -1.5, maxRad: 1.5, maxVelocityRadS: 2, maxAccelerationRadS2: 15 },
  ],
};

export const twoJointLimits: SupervisorLimits = defaultLimits(twoJoints);

/** Lengths of the two links of the flat arm that the guard below assumes, metres. */
const linkM = 0.3;

/** A flat arm over a table: the tip must stay above it, and the elbow must not fold onto the shoulder. */
export const flatArmGuard: PostureGuard = {
  check(positionRad) {
    const [shoulder = 0, elbow = 0] = positionRad;
    if (Math.abs(elbow) > 1.4) return 'collision';
    return linkM * Math.cos(shoulder) + linkM * Math.cos(shoulder + elbow) < -0.1 ? 'workspace' : 'clear';
  },
};

export const openGuard: PostureGuard = { check: () => 'clear' };

export function reading(positionRad: readonly number[], timeS: number, more: Partial<ArmState> = {}): ArmState {
  const position = Float64Array.from(positionRad);
  return { timeS, positionRad: position, velocityRadS: new Float64Array(position.length), goalRad: position.slice(), ...more };
}

/** An arm that is always where its goal was a tick ago, with faults on demand. */
export class FakeArm implements ArmDriver {
  readonly description = twoJoints;
  readonly log: string[] = [];
  positionRad = Float64Array.of(0.3, -0.2);
  goalRad = Float64Array.of(0, 0);
  torque = false;
  timeS = 0;
  closed = false;
  /** What `read` adds to a good reading. */
  readings: Partial<ArmState> = {};
  fault: 'none' | 'silent' | 'link' | 'throws' | 'nan' | 'frozen' = 'none';
  private lostListener: ((sentence: string) => void) | undefined;

  read(): Promise<ArmState> {
    this.log.push('read');
    if (this.fault === 'silent') return new Promise(() => undefined);
    if (this.fault === 'link') return Promise.reject(new Failure('link-lost', 'servo 3 did not answer.'));
    if (this.fault === 'throws') throw new TypeError('cannot read a servo of undefined');
    if (this.fault !== 'frozen') this.timeS += 0.05;
    const positionRad = this.fault === 'nan' ? Float64Array.of(Number.NaN, 0) : this.positionRad.slice();
    return Promise.resolve({ timeS: this.timeS, positionRad, velocityRadS: new Float64Array(2), goalRad: this.goalRad.slice(), ...this.readings });
  }

  command(goalRad: Float64Array): Promise<void> {
    this.log.push('command');
    if (this.fault === 'silent') return new Promise(() => undefined);
    if (this.torque) this.positionRad.set(this.goalRad);
    this.goalRad = goalRad.slice();
    return Promise.resolve();
  }

  setTorque(on: boolean): Promise<void> {
    this.log.push(on ? 'torque on' : 'torque off');
    this.torque = on;
    return Promise.resolve();
  }

  /** A real arm's time passes by itself. */
  advance(): Promise<void> {
    return Promise.resolve();
  }

  onLost(listener: (sentence: string) => void): () => void {
    this.lostListener = listener;
    return () => (this.lostListener = undefined);
  }

  unplug(sentence: string): void {
    this.fault = 'link';
    this.lostListener?.(sentence);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
