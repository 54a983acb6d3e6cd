/**
 * The 2-D multi-goal world of soft Q-learning (arXiv 1702.08165, section 5.1), with the constants of the authors' code
 * (haarnoja/softqlearning, environments/multigoal.py; the paper itself states none), written anew from its equations.
 * A point moves on a plane, at most 1 along each axis and step, towards any of four goals that are equally good.
 */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

export const multiGoalConstants = {
  /** The plane is [-7, 7]^2; the point stops at its edge. */
  limit: 7,
  goals: [
    { x: 5, y: 0 },
    { x: -5, y: 0 },
    { x: 0, y: 5 },
    { x: 0, y: -5 },
  ],
  /** A goal is reached nearer than this. */
  reachedWithin: 1,
  startDeviation: 0.1,
  actionCost: 30,
  distanceCost: 1,
  goalReward: 10,
} as const;

export interface PlaneStep {
  readonly next: PlanePoint;
  /** Of the step, by what it is made of; the reward is their sum. */
  readonly rewardTerms: { readonly distance: number; readonly effort: number; readonly goal: number };
  /** Index of the goal that was reached. */
  readonly reached?: number;
}

/** s' = clip(s + clip(a, ±1), ±7); r = -30 |a|^2 - min over goals of |s' - g|^2, and 10 more where a goal is reached. */
export function stepMultiGoal({ x, y }: PlanePoint, actionX: number, actionY: number): PlaneStep {
  const { limit, goals, reachedWithin, actionCost, distanceCost, goalReward } = multiGoalConstants;
  const moveX = clip(actionX, 1);
  const moveY = clip(actionY, 1);
  const next = { x: clip(x + moveX, limit), y: clip(y + moveY, limit) };
  let nearest = 0;
  let square = Infinity;
  goals.forEach((goal, index) => {
    const apart = (next.x - goal.x) ** 2 + (next.y - goal.y) ** 2;
    if (apart < square) [nearest, square] = [index, apart];
  });
  const reached = square < reachedWithin ** 2;
  return {
    next,
    rewardTerms: { distance: -distanceCost * square, effort: -actionCost * (moveX ** 2 + moveY ** 2), goal: reached ? goalReward : 0 },
    ...(reached ? { reached: nearest } : {}),
  };
}

export function clip(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
