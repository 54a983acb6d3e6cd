import type { ArmOwner } from '../../shared/arm';
import type { SupervisedArm } from './supervised-arm';

/** How near the goal must come to a target to have arrived, radians; and how long it may rest elsewhere, seconds. */
const arrivedRad = 1e-4;
const blockedS = 0.5;

export type TravelProgress = 'moving' | 'arrived' | 'blocked';

/** One eased, supervised move to a posture: what jogging, a reset and the way to a replay's first posture have in common. */
export class SupervisedTravel {
  private restingS = 0;
  private readonly reachableRad: Float64Array;

  constructor(
    private readonly arm: SupervisedArm,
    owner: Exclude<ArmOwner, 'nobody'>,
    targetRad: Float64Array,
  ) {
    this.request = { type: 'travel', owner, targetRad };
    this.reachableRad = targetRad.map((target, index) => {
      const joint = arm.description.joints[index];
      return joint === undefined ? target : Math.min(joint.maxRad, Math.max(joint.minRad, target));
    });
  }

  /** To be ticked until the move is over. */
  readonly request: { readonly type: 'travel'; readonly owner: Exclude<ArmOwner, 'nobody'>; readonly targetRad: Float64Array };

  /** How the move stands after a tick. A limit on the way can keep the arm from its target for good: `blocked`. */
  progress(periodS: number): TravelProgress {
    if (!this.arm.atRest) {
      this.restingS = 0;
      return 'moving';
    }
    if (this.reachableRad.every((target, index) => Math.abs(target - (this.arm.goalRad[index] ?? 0)) <= arrivedRad)) return 'arrived';
    this.restingS += periodS;
    return this.restingS > blockedS ? 'blocked' : 'moving';
  }
}
