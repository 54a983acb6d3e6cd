import { Failure } from '../../shared/contract/failure';
import type { AlgorithmName, LearnerSettings, TemperatureSetting } from '../../shared/training';

/**
 * The largest entropy that one dimension of a tanh-squashed Gaussian can have, nats: at a mean of 0 and a deviation of
 * 0.8746, found numerically. A uniform action would have log 2 = 0.6931. A target above it drives alpha to infinity.
 */
export const maximumEntropyPerDimension = 0.683636;

/** Algorithms that learn their temperature; the others hold it. */
const learnsTemperature: Readonly<Record<AlgorithmName, boolean>> = { sac: true, 'sac-v': false, sql: false };

/**
 * The setting in force unless told otherwise. Learnt towards minus the number of action dimensions (arXiv 1812.05905,
 * Table 1), or held at the first alpha by an algorithm that does not learn it.
 */
export function temperatureOrDefault(
  { temperature, algorithm, initialAlpha }: Pick<LearnerSettings, 'temperature' | 'algorithm' | 'initialAlpha'>,
  actionSize: number,
): TemperatureSetting {
  if (temperature !== undefined) return temperature;
  return learnsTemperature[algorithm] ? { mode: 'auto', targetEntropy: -actionSize } : { mode: 'fixed', alpha: initialAlpha };
}

/** Throws a `Failure` for a temperature that cannot work. */
export function checkTemperature(setting: TemperatureSetting, actionSize: number, algorithm: AlgorithmName): void {
  if (setting.mode === 'fixed') {
    if (setting.alpha >= 1e-6 && setting.alpha <= 1e3) return;
    throw new Failure('bad-argument', `A temperature of ${setting.alpha} is outside of 1e-6 to 1000; choose one within.`);
  }
  if (!learnsTemperature[algorithm]) {
    throw new Failure('bad-argument', `The algorithm ${algorithm} holds its temperature; fix alpha (1 / the reward scale of the papers), or learn it with the algorithm sac.`);
  }
  const highest = maximumEntropyPerDimension * actionSize;
  if (Number.isFinite(setting.targetEntropy) && setting.targetEntropy <= highest) return;
  throw new Failure(
    'bad-argument',
    `A target entropy of ${setting.targetEntropy} nats cannot be reached with ${actionSize} action dimensions, so the temperature would grow without end; ` +
      `choose at most ${highest.toFixed(3)}, usually ${-actionSize}.`,
  );
}
