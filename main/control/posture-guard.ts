import type { Twin } from '../worlds/twin';
import type { MotionLimits } from './supervisor-limits';

/** What would be wrong with a posture if the arm were commanded to it. */
export type PostureVerdict = 'clear' | 'workspace' | 'collision';

/** Judges postures before they are commanded. */
export interface PostureGuard {
  check(positionRad: Float64Array): PostureVerdict;
}

/** Asks the arm's twin: is the tip inside the workspace box, and do the parts keep clear of each other and the table? */
export function createTwinGuard(twin: Twin, limits: MotionLimits): PostureGuard {
  const tip = new Float64Array(3);
  const { minimum, maximum } = limits.workspace;
  return {
    check(positionRad) {
      twin.tip(positionRad, tip);
      const [x = 0, y = 0, z = 0] = tip;
      const inside = x >= minimum[0] && x <= maximum[0] && y >= minimum[1] && y <= maximum[1] && z >= minimum[2] && z <= maximum[2];
      if (!inside) return 'workspace';
      return twin.collision(positionRad, limits.clearanceM) === undefined ? 'clear' : 'collision';
    },
  };
}
