import type { LensFrame } from '../../shared/lens';
import type { PoseFrame } from '../../shared/scene';
import { poseStride } from './interpolate-poses';

/** Poses that came after the newest lens until it counts as old: 1.5 s of them. */
export const oldAfterPoses = 45;

/** A body this far from where the lens saw it can be seen to be elsewhere, metres. */
const apart = 0.004;

export interface LensPicture {
  /** The pose to draw the arm in. */
  readonly pose: PoseFrame | undefined;
  /** Where the arm was in the lens's state, to be drawn faintly beside it; absent where it is there still. */
  readonly ghost: PoseFrame | undefined;
}

/**
 * The pose that the fan begins at. A lens is of a state that the arm has left, by many steps where a simulation runs
 * fast. While lenses keep coming (`follows`), the whole picture is of their states. Otherwise the arm is shown as it is
 * now, and where it was for the fan faintly besides.
 */
export function lensPicture(pose: PoseFrame | undefined, lens: LensFrame | undefined, follows: boolean): LensPicture {
  const seen = lens?.pose;
  if (seen === undefined || pose === undefined || seen.sceneId !== pose.sceneId) return { pose, ghost: undefined };
  if (follows) return { pose: seen, ghost: undefined };
  return { pose, ghost: areApart(pose.bodies, seen.bodies) ? seen : undefined };
}

function areApart(one: Float32Array, other: Float32Array): boolean {
  for (let at = 0; at < one.length; at += poseStride) {
    const [x, y, z] = [0, 1, 2].map((axis) => (one[at + axis] ?? 0) - (other[at + axis] ?? 0));
    if (Math.hypot(x ?? 0, y ?? 0, z ?? 0) > apart) return true;
  }
  return false;
}
