import { createActingPolicy } from '../../main/learning/acting-policy';
import type { NetworkSnapshot } from '../../main/learning/learner';
import { createStateInspector } from '../../main/learning/state-inspector';
import { evaluationSeed } from '../../main/training/evaluation';
import { createLoneEnvironment } from '../../main/worlds/task-registry';
import { multiGoalConstants } from '../../main/worlds/tasks/multi-goal-dynamics';
import { createRandom } from '../../shared/maths/random';

/** What a policy does among four goals that are equally good, each action drawn from it. */
export interface FourGoals {
  /** Of all rollouts, those that ended at each goal. */
  readonly shares: readonly number[];
  readonly reached: number;
  readonly meanReturn: number;
  readonly meanLength: number;
  /** Covariance of the two parts of the action half way between two goals: negative where both ways are taken. */
  readonly covarianceBetween: number;
}

const rollouts = 400;
const draws = 4000;
/** (2.5, 2.5) is as far from the goal (5, 0) as from (0, 5). */
const between = Float32Array.of(2.5, 2.5);

/** Bounds of the test. The exact soft optimum has shares of .25, a return of -191.5, a length of 10 and a covariance of -.158. */
export const fourGoalsBounds = { share: [0.15, 0.35], reached: 0.98, reachedByWorst: 0.95, meanReturn: [-216.5, -166.5], meanLength: [8.5, 11.5], covarianceBetween: -0.1 } as const;

/** Rolls a trained policy of the task `multi-goal` out from the fixed starts of evaluations. */
export async function measureFourGoals(networks: NetworkSnapshot): Promise<FourGoals> {
  const environment = await createLoneEnvironment('multi-goal');
  const policy = await createActingPolicy(networks);
  const starts = createRandom(evaluationSeed);
  const random = starts.fork('four goals');
  const noise = new Float32Array(2);
  const counts = multiGoalConstants.goals.map(() => 0);
  let total = 0;
  let steps = 0;
  for (let rollout = 0; rollout < rollouts; rollout += 1) {
    let observation = await environment.reset(starts.integer(0x1_0000_0000));
    for (let over = false; !over; ) {
      random.fillNormal(noise);
      const { action } = await policy.act(observation, noise);
      const outcome = await environment.step(action);
      observation = outcome.observation;
      total += outcome.reward;
      steps += 1;
      over = outcome.terminated || outcome.truncated;
      if (outcome.success) {
        const goal = nearestGoal(observation);
        counts[goal] = (counts[goal] ?? 0) + 1;
      }
    }
  }
  await policy.close();
  await environment.close();
  return {
    shares: counts.map((count) => count / rollouts),
    reached: counts.reduce((sum, count) => sum + count, 0) / rollouts,
    meanReturn: total / rollouts,
    meanLength: steps / rollouts,
    covarianceBetween: await covarianceAt(networks, between),
  };
}

/** Whether the policy goes to all goals alike, and both ways between two of them. */
export function coversAllGoals({ shares, covarianceBetween }: Pick<FourGoals, 'shares' | 'covarianceBetween'>): boolean {
  const [least, most] = fourGoalsBounds.share;
  return shares.every((share) => share >= least && share <= most) && covarianceBetween <= fourGoalsBounds.covarianceBetween;
}

async function covarianceAt(networks: NetworkSnapshot, observation: Float32Array): Promise<number> {
  const inspector = await createStateInspector(networks, draws);
  const noise = new Float32Array(2 * draws);
  createRandom(evaluationSeed).fork('covariance').fillNormal(noise);
  const { actions } = await inspector.sample(observation, noise);
  await inspector.close();
  const meanOf = (value: (x: number, y: number) => number): number => {
    let sum = 0;
    for (let draw = 0; draw < draws; draw += 1) sum += value(actions[2 * draw] ?? Number.NaN, actions[2 * draw + 1] ?? Number.NaN);
    return sum / draws;
  };
  return meanOf((x, y) => x * y) - meanOf((x) => x) * meanOf((_, y) => y);
}

function nearestGoal([x = 0, y = 0]: Float32Array): number {
  const squares = multiGoalConstants.goals.map((goal) => (goal.x - x) ** 2 + (goal.y - y) ** 2);
  return squares.indexOf(Math.min(...squares));
}
