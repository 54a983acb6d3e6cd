import type { RandomSource } from '../../../shared/maths/random';
import { squashedGaussianLogDensity } from '../../../shared/maths/squashed-gaussian';
import type { NamedTensors, NetworkSnapshot, ProblemSize, StateInspector } from '../../learning/learner';
import { actorShapes, criticShapes, initialParameters } from '../../learning/networks';
import type { TaskProjection } from '../../worlds/environment';
import { fanSize } from '../lens';

export const fakeActionNames = ['x', 'y'];

/** Networks by name alone; the fake inspector looks at none of their tensors. */
export function fakeSnapshot({ version, alpha }: { readonly version: number; readonly alpha: number }): NetworkSnapshot {
  return { version, alpha, size: { observationSize: 2, actionSize: 2 }, logStdRange: [-5, 2], tensors: {} };
}

/** A policy that is the same in every state, with Q(a) = slopes . a. */
export function createFakeInspector(policy: { readonly mean: readonly number[]; readonly logStd: readonly number[]; readonly slopes: readonly number[] }): StateInspector {
  const size = policy.mean.length;
  const at = (values: ArrayLike<number>, index: number) => values[index] ?? Number.NaN;
  const q = (actions: Float32Array) =>
    Float32Array.from({ length: fanSize }, (_, row) => policy.slopes.reduce((sum, slope, dimension) => sum + slope * at(actions, row * size + dimension), 0));
  return {
    load: () => undefined,
    sample(_observation, noise) {
      const u = noise.map((value, index) => at(policy.mean, index % size) + Math.exp(at(policy.logStd, index % size)) * value);
      const actions = u.map(Math.tanh);
      const logProb = Float32Array.from({ length: fanSize }, (_, row) =>
        policy.mean.reduce((sum, mean, dimension) => sum + squashedGaussianLogDensity(at(u, row * size + dimension), mean, at(policy.logStd, dimension)), 0),
      );
      return Promise.resolve({ preTanhMean: Float32Array.from(policy.mean), logStd: Float32Array.from(policy.logStd), actions, logProb, q: q(actions) });
    },
    evaluate: (_observation, actions) => Promise.resolve(q(actions)),
    close: () => Promise.resolve(),
  };
}

/** The configuration is where the tip is; an action moves it by a tenth of itself. */
export const fakeProjection: TaskProjection = {
  project(_observation, configuration, actions, points) {
    for (let row = 0; row < actions.length / 2; row += 1) {
      points[3 * row] = (configuration[0] ?? 0) + 0.1 * (actions[2 * row] ?? 0);
      points[3 * row + 1] = (configuration[1] ?? 0) + 0.1 * (actions[2 * row + 1] ?? 0);
    }
  },
  tip(_observation, configuration, point) {
    point.set([configuration[0] ?? 0, configuration[1] ?? 0, 0]);
  },
  close: () => undefined,
};

/** Fresh networks of the real shapes. */
export function randomNetworks(size: ProblemSize, random: RandomSource, hiddenSizes: readonly number[] = [32, 32]): NetworkSnapshot {
  const part = (name: string, tensors: NamedTensors) => Object.fromEntries(Object.entries(tensors).map(([key, tensor]) => [`${name}/${key}`, tensor]));
  return {
    version: 1,
    alpha: 0.2,
    size,
    logStdRange: [-5, 2],
    tensors: {
      ...part('actor', initialParameters(actorShapes(size, hiddenSizes), random)),
      ...part('critics', initialParameters(criticShapes(size, hiddenSizes), random)),
    },
  };
}
