import { Failure } from '../../shared/contract/failure';
import type { TemperatureSetting } from '../../shared/training';

/**
 * The largest entropy that one dimension of a tanh-squashed Gaussian can have, nats: at a mean of 0 and a deviation of
 * 0.8746, found numerically. A uniform action would have log 2 = 0.6931. A target above it drives alpha to infinity.
 */
export const maximumEntropyPerDimension = 0.683636;

/** The setting in force: automatic towards minus the number of action dimensions (arXiv 1812.05905, Table 1) unless told otherwise. */
export function temperatureOrDefault(setting: TemperatureSetting | undefined, actionSize: number): TemperatureSetting {
  return setting ?? { mode: 'auto', targetEntropy: -actionSize };
}

/** Throws a `Failure` for a temperature that cannot work. */
export function checkTemperature(setting: TemperatureSetting, actionSize: number): void {
  if (setting.mode === 'fixed') {
    if (setting.alpha >= 1e-6 && setting.alpha <= 1e3) return;
    throw new Failure('bad-argument', `A temperature of ${setting.alpha} is outside of 1e-6 to 1000; choose one within.`);
  }
  const highest = maximumEntropyPerDimension * actionSize;
  if (Number.isFinite(setting.targetEntropy) && setting.targetEntropy <= highest) return;
  throw new Failure(
    'bad-argument',
    `A target entropy of ${setting.targetEntropy} nats cannot be reached with ${actionSize} action dimensions, so the temperature would grow without end; ` +
      `choose at most ${highest.toFixed(3)}, usually ${-actionSize}.`,
  );
}
