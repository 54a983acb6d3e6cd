import type { RandomSource } from '../../../shared/maths/random';
import type { Twin } from '../twin';
import { reachSettings } from './reach-description';

export interface ReachGoal {
  readonly startRad: Float64Array;
  /** x, y, z in metres. */
  readonly target: Float32Array;
  /** A clear posture whose tip is at the target: shows that it can be reached. */
  readonly postureRad: Float64Array;
}

/** Enough for any arm that can reach the shell at all: about one draw in ten is taken. */
const maxDraws = 10_000;

/** Draws the start posture and the target of an episode; all of the randomness of `reach` is here. */
export function drawReachGoal(random: RandomSource, twin: Twin): ReachGoal {
  const { clearanceM, minimumDistanceM } = reachSettings.target;
  const startTip = new Float64Array(3);
  const tip = new Float64Array(3);

  const startRad = draw(() => {
    const posture = aroundHome(random);
    return twin.collision(posture, clearanceM) === undefined ? posture : undefined;
  }, 'start posture');
  twin.tip(startRad, startTip);

  const postureRad = draw(() => {
    const posture = anyPosture(random, twin);
    twin.tip(posture, tip);
    if (!insideShell(tip) || distance(tip, startTip) < minimumDistanceM) return undefined;
    return twin.collision(posture, clearanceM) === undefined ? posture : undefined;
  }, 'target');
  return { startRad, target: Float32Array.from(tip), postureRad };
}

function draw(attempt: () => Float64Array | undefined, what: string): Float64Array {
  for (let count = 0; count < maxDraws; count += 1) {
    const drawn = attempt();
    if (drawn !== undefined) return drawn;
  }
  throw new Error(`No ${what} for reach in ${maxDraws} draws: the arm's model does not fit the task's workspace.`);
}

function aroundHome(random: RandomSource): Float64Array {
  const { homeRad, startSpreadRad } = reachSettings;
  const gripper = homeRad.length - 1;
  return Float64Array.from(homeRad, (home, joint) => (joint === gripper ? home : home + startSpreadRad * (2 * random.uniform() - 1)));
}

/** Uniform over the joint ranges, the pan within its share and the gripper as at home. */
function anyPosture(random: RandomSource, twin: Twin): Float64Array {
  const { homeRad, target } = reachSettings;
  return Float64Array.from(twin.description.joints, ({ minRad, maxRad }, joint) => {
    if (joint === 0) return target.panSpreadRad * (2 * random.uniform() - 1);
    if (joint === homeRad.length - 1) return homeRad[joint] ?? 0;
    return minRad + (maxRad - minRad) * random.uniform();
  });
}

function insideShell([x = 0, y = 0, z = 0]: Float64Array): boolean {
  const { minimumRadiusM, maximumRadiusM, minimumHeightM, maximumHeightM } = reachSettings.target;
  const fromPan = Math.hypot(x - panAxisX, y);
  return x > panAxisX && fromPan >= minimumRadiusM && fromPan <= maximumRadiusM && z >= minimumHeightM && z <= maximumHeightM;
}

/** Where the SO-101 turns on its base, metres. */
const panAxisX = 0.0388353;

export function distance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  return Math.hypot((first[0] ?? 0) - (second[0] ?? 0), (first[1] ?? 0) - (second[1] ?? 0), (first[2] ?? 0) - (second[2] ?? 0));
}
