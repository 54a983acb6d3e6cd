import type { TaskDescription } from '../../../shared/contract/frames';
import { createRandom } from '../../../shared/maths/random';
import { learnerSettingsSchema } from '../../../shared/training';
import type { Environment, TaskProjection } from '../environment';
import { clip, multiGoalConstants, stepMultiGoal, type PlanePoint } from './multi-goal-dynamics';
import { multiGoalPose, multiGoalScene, writePoint } from './multi-goal-scene';

const controlPeriodS = 0.1;
const horizonSteps = 30;
const { startDeviation, limit } = multiGoalConstants;

/** 1 / 0.1, the reward scale of the authors' code. */
const alpha = 10;
const small = { hiddenSizes: [64, 64], batchSize: 64, actorLearningRate: 1e-3, criticLearningRate: 1e-3, learningStarts: 500 };

/**
 * `multi-goal`: a point on a plane and four goals, all equally good: the smallest problem whose best policy at a
 * temperature has several modes. Soft Q-learning covers them all; a Gaussian must choose. `docs/tasks.md` has the same
 * in prose.
 *
 * At a temperature of 10 the exact soft optimum has a mean return of -191.5 in 10 steps, and each goal a quarter
 * (soft value iteration on a grid).
 */
export const multiGoalDescription: TaskDescription = {
  name: 'multi-goal',
  title: 'Four goals in the plane',
  description:
    'A point in the plane learns to reach one of four goals that are equally good: the example of the paper on soft Q-learning. An episode succeeds, and ends, ' +
    'nearer than 1 to a goal; otherwise it is cut off after 30 steps. Each step costs the squared distance to the nearest goal and 30 times the squared action; a goal pays 10.',
  usesArm: false,
  controlPeriodS,
  horizonSteps,
  observation: [{ name: 'place', size: 2, unit: '1' }],
  actionNames: ['x', 'y'],
  presets: [
    {
      name: 'standard',
      title: 'Standard',
      description: 'Small networks at a temperature held at 10, as in the paper on soft Q-learning: with a Gaussian policy it finds one way of doing it.',
      steps: 100_000,
      hyper: learnerSettingsSchema.parse({ ...small, temperature: { mode: 'fixed', alpha } }),
    },
    {
      name: 'soft-q',
      title: 'Soft Q-learning',
      description: 'For the algorithm sql: 16 particles a state, an update every fourth step, and a temperature held at 10. Goes to all four goals.',
      steps: 100_000,
      hyper: learnerSettingsSchema.parse({ ...small, particles: 16, valueParticles: 16, initialAlpha: alpha, updateToData: 0.25 }),
    },
  ],
};

/** Starts are drawn by the seed alone, about the middle. */
export function createMultiGoal(): Environment {
  const observation = new Float32Array(2);
  let point: PlanePoint = { x: 0, y: 0 };
  let steps = 0;

  function observe(): Float32Array {
    observation[0] = point.x;
    observation[1] = point.y;
    return observation;
  }

  return {
    task: multiGoalDescription,
    scene: multiGoalScene,
    async reset(seed) {
      const random = createRandom(seed);
      point = { x: clip(startDeviation * random.normal(), limit), y: clip(startDeviation * random.normal(), limit) };
      steps = 0;
      return observe();
    },
    async step(action) {
      const { next, rewardTerms, reached } = stepMultiGoal(point, action[0] ?? 0, action[1] ?? 0);
      point = next;
      steps += 1;
      const terminated = reached !== undefined;
      return {
        observation: observe(),
        reward: rewardTerms.distance + rewardTerms.effort + rewardTerms.goal,
        rewardTerms,
        terminated,
        truncated: !terminated && steps >= horizonSteps,
        success: terminated,
      };
    },
    pose: () => multiGoalPose(point, steps * controlPeriodS),
    configuration: () => Float64Array.of(point.x, point.y),
    close: () => Promise.resolve(),
  };
}

/** Where the point would be after each action. */
export function createMultiGoalProjection(): TaskProjection {
  return {
    project(_observation, configuration, actions, points) {
      const point = pointOf(configuration);
      for (let row = 0; row < actions.length / 2; row += 1) writePoint(stepMultiGoal(point, actions[2 * row] ?? 0, actions[2 * row + 1] ?? 0).next, points, 3 * row);
    },
    tip(_observation, configuration, place) {
      writePoint(pointOf(configuration), place);
    },
    close: () => undefined,
  };
}

function pointOf([x = 0, y = 0]: Float64Array): PlanePoint {
  return { x, y };
}
