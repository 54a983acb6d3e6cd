import { createSimulatedEnvironment } from '../../main/control/simulated-environment';
import { createActingPolicy } from '../../main/learning/acting-policy';
import type { NetworkSnapshot } from '../../main/learning/learner';
import { createStateInspector } from '../../main/learning/state-inspector';
import { evaluationSeed } from '../../main/training/evaluation';
import { createRandom } from '../../shared/maths/random';
import type { FourGoalsBounds } from './rows';

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

/**
 * Rolls a trained policy of `multi-goal`, or of its like on the arm, out from the fixed starts of evaluations. Both
 * tasks observe first where they are, sideways and up, from the middle of their four goals. `between`: see
 * `FourGoalsBounds`.
 */
export async function measureFourGoals(task: string, networks: NetworkSnapshot, between: readonly number[]): Promise<FourGoals> {
  const environment = await createSimulatedEnvironment(task);
  const policy = await createActingPolicy(networks);
  const starts = createRandom(evaluationSeed);
  const random = starts.fork('four goals');
  const noise = new Float32Array(2);
  const counts = [0, 0, 0, 0];
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
    covarianceBetween: await covarianceAt(networks, Float32Array.from(between)),
  };
}

/** Whether the policy goes to all goals alike, and both ways between two of them. */
export function coversAllGoals({ shares, covarianceBetween }: Pick<FourGoals, 'shares' | 'covarianceBetween'>, bounds: Pick<FourGoalsBounds, 'share' | 'covariance'>): boolean {
  const [least, most] = bounds.share;
  return shares.every((share) => share >= least && share <= most) && covarianceBetween <= bounds.covariance;
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

/** 0 and 1 are the goals to either side, 2 and 3 those above and below. */
function nearestGoal([sideways = 0, up = 0]: Float32Array): number {
  if (Math.abs(sideways) > Math.abs(up)) return sideways > 0 ? 0 : 1;
  return up > 0 ? 2 : 3;
}
