import { describe, expect, it } from 'vitest';
import type { NetworkSnapshot } from '../../main/learning/learner';
import { criticShapes, initialParameters } from '../../main/learning/networks';
import { createRandom } from '../../shared/maths/random';
import { coversAllGoals, measureFourGoals } from './four-goals';

const bounds = { share: [0.15, 0.35], covariance: -0.1 } as const;

const size = { observationSize: 2, actionSize: 2 };

/** A Gaussian that is the same everywhere: these means of u, and a deviation of e^-3. */
function alwaysTowards(meanX: number, meanY: number): NetworkSnapshot {
  const critics = initialParameters(criticShapes(size, [4]), createRandom(1));
  const tensors = {
    'actor/fc1.kernel': { shape: [2, 4], data: new Float32Array(8) },
    'actor/fc1.bias': { shape: [1, 4], data: Float32Array.of(meanX, meanY, -3, -3) },
    ...Object.fromEntries(Object.entries(critics).map(([name, tensor]) => [`critics/${name}`, tensor])),
  };
  return { version: 1, size, logStdRange: [-5, 2], tensors, alpha: 10 };
}

describe('the test of several modes', () => {
  it('counts the goal that is reached, with return, length and covariance', async () => {
    // tanh(0.55) = 0.5: eight steps and a little to the goal at (-5, 0), which each cost 30 / 4 and the way that is left.
    const found = await measureFourGoals('multi-goal', alwaysTowards(-0.55, 0), [2.5, 2.5]);
    expect([found.shares, found.reached]).toEqual([[0, 1, 0, 0], 1]);
    expect(Math.abs(found.meanLength - 8.5)).toBeLessThan(0.7);
    expect(found.meanReturn).toBeLessThan(-120);
    expect(found.meanReturn).toBeGreaterThan(-170);
    expect(Math.abs(found.covarianceBetween)).toBeLessThan(1e-3);
    expect(coversAllGoals(found, bounds)).toBe(false);
  });

  it('counts what goes past all goals as not reached', async () => {
    const found = await measureFourGoals('multi-goal', alwaysTowards(0.55, 0.55), [2.5, 2.5]);
    expect([found.shares, found.reached, found.meanLength]).toEqual([[0, 0, 0, 0], 0, 30]);
  });

  it.each([
    [[0.25, 0.25, 0.25, 0.25], -0.158, true],
    [[0.15, 0.35, 0.25, 0.25], -0.1, true],
    [[0.14, 0.36, 0.25, 0.25], -0.158, false],
    [[0.25, 0.25, 0.25, 0.25], -0.09, false],
  ])('takes shares of %j and a covariance of %d for all modes: %s', (shares, covarianceBetween, covers) => {
    expect(coversAllGoals({ shares, covarianceBetween }, bounds)).toBe(covers);
  });
});
