import type { TaskDescription } from '../../../shared/contract/frames';
import { createRandom } from '../../../shared/maths/random';
import { learnerSettingsSchema } from '../../../shared/training';
import type { Environment, TaskProjection } from '../environment';
import { pendulumConstants, pendulumCost, stepPendulum, type PendulumState } from './pendulum-dynamics';
import { pendulumPose, pendulumScene, writeBob } from './pendulum-scene';

const { maxTorqueNm, periodS } = pendulumConstants;
const horizonSteps = 200;

/**
 * `pendulum`: swing a torque-limited pendulum up and balance it; Gymnasium's Pendulum-v1, for comparison with published
 * results. Observed unscaled, as there: cosine and sine of the angle from upright, and the velocity. The action in
 * [-1, 1] is the torque in units of 2 Nm. The reward is minus the cost of the state before the step,
 * wrap(angle)^2 + 0.1 velocity^2 + 0.001 torque^2. It never ends by itself; the time is up after 200 steps.
 *
 * The exact optimum over the start distribution is -138.5 (dynamic programming on a 401 x 321 grid); random torque
 * gets -1231.
 */
export const pendulumDescription: TaskDescription = {
  name: 'pendulum',
  title: 'Pendulum',
  description:
    'A weak motor learns to swing a pendulum up and to balance it: the dynamics, reward and 200 steps of Gymnasium Pendulum-v1. ' +
    'An episode succeeds when the pendulum has stood upright, within 0.2 rad and 1 rad/s, for its last second. The best possible mean return is -138.5.',
  usesArm: false,
  controlPeriodS: periodS,
  horizonSteps,
  observation: [
    { name: 'cosine of the angle', size: 1, unit: '1' },
    { name: 'sine of the angle', size: 1, unit: '1' },
    { name: 'velocity', size: 1, unit: 'rad/s' },
  ],
  actionNames: ['torque'],
  presets: [
    {
      name: 'standard',
      title: 'Standard',
      description: 'Small networks and a learning rate of 0.001: balances within 20,000 steps.',
      steps: 20_000,
      // Learning rate 1e-3 is that of RL Baselines3 Zoo's SAC on Pendulum-v1; two layers of 64 and batches of
      // 100, the setting of RLtools' speed benchmark, are enough for three numbers.
      hyper: learnerSettingsSchema.parse({
        hiddenSizes: [64, 64],
        batchSize: 100,
        actorLearningRate: 1e-3,
        criticLearningRate: 1e-3,
        temperatureLearningRate: 1e-3,
      }),
    },
    {
      name: 'soft-q',
      title: 'Soft Q-learning',
      description: 'For the algorithm sql: an update every other step on small batches, because each of their states carries many particles, and a temperature of 0.5.',
      steps: 50_000,
      hyper: learnerSettingsSchema.parse({
        hiddenSizes: [64, 64],
        batchSize: 64,
        actorLearningRate: 1e-3,
        criticLearningRate: 1e-3,
        initialAlpha: 0.5,
        particles: 8,
        valueParticles: 16,
        updateToData: 0.5,
      }),
    },
  ],
};

const upright = { angleRad: 0.2, velocityRadS: 1, steps: 20 } as const;

/** Starts are drawn by the seed alone: the angle over the whole turn, the velocity within 1 rad/s. */
export function createPendulum(): Environment {
  const observation = new Float32Array(3);
  let state: PendulumState = { angleRad: Math.PI, velocityRadS: 0 };
  let steps = 0;
  let uprightSteps = 0;

  function observe(): Float32Array {
    observation[0] = Math.cos(state.angleRad);
    observation[1] = Math.sin(state.angleRad);
    observation[2] = state.velocityRadS;
    return observation;
  }

  return {
    task: pendulumDescription,
    scene: pendulumScene,
    async reset(seed) {
      const random = createRandom(seed);
      state = { angleRad: Math.PI * (2 * random.uniform() - 1), velocityRadS: 2 * random.uniform() - 1 };
      steps = 0;
      uprightSteps = 0;
      return observe();
    },
    async step(action) {
      const torqueNm = maxTorqueNm * (action[0] ?? 0);
      const cost = pendulumCost(state, torqueNm);
      state = stepPendulum(state, torqueNm);
      steps += 1;
      const [cosine = 0] = observe();
      const stands = cosine > Math.cos(upright.angleRad) && Math.abs(state.velocityRadS) < upright.velocityRadS;
      uprightSteps = stands ? uprightSteps + 1 : 0;
      return {
        observation,
        reward: -(cost.angle + cost.velocity + cost.torque),
        rewardTerms: { angle: -cost.angle, velocity: -cost.velocity, torque: -cost.torque },
        terminated: false,
        truncated: steps >= horizonSteps,
        success: steps >= horizonSteps && uprightSteps >= upright.steps,
      };
    },
    pose: () => pendulumPose(state.angleRad, steps * periodS),
    configuration: () => Float64Array.of(state.angleRad, state.velocityRadS),
    close: () => Promise.resolve(),
  };
}

/** Where the bob would be after one control period of each action. */
export function createPendulumProjection(): TaskProjection {
  return {
    project(_observation, configuration, actions, points) {
      const state = stateOf(configuration);
      actions.forEach((action, index) => {
        writeBob(stepPendulum(state, maxTorqueNm * action).angleRad, points, 3 * index);
      });
    },
    tip(_observation, configuration, point) {
      writeBob(stateOf(configuration).angleRad, point);
    },
    close: () => undefined,
  };
}

function stateOf([angleRad = 0, velocityRadS = 0]: Float64Array): PendulumState {
  return { angleRad, velocityRadS };
}
