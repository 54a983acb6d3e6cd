import type { JointDescription } from '../../../shared/arm';

/** The targets with one joint changed, inside its limits. */
export function withJoint(targets: readonly number[], joints: readonly JointDescription[], index: number, positionRad: number): readonly number[] {
  return joints.map((joint, at) => (at === index ? clampToJoint(positionRad, joint) : (targets[at] ?? 0)));
}

/** Every joint at the middle of its scale, 0 degrees, or as near to it as its limits allow. */
export function homePosture(joints: readonly JointDescription[]): readonly number[] {
  return joints.map((joint) => clampToJoint(0, joint));
}

function clampToJoint(positionRad: number, { minRad, maxRad }: JointDescription): number {
  return Math.min(maxRad, Math.max(minRad, positionRad));
}
