import { describe, expect, it } from 'vitest';
import { commonPeak, marginalCurve, marginalRows, particleCurve, weightedHistogram } from './marginal-geometry';

function area(action: Float64Array, density: Float64Array): number {
  let sum = 0;
  for (let index = 1; index < action.length; index += 1) {
    sum += (((density[index] ?? 0) + (density[index - 1] ?? 0)) / 2) * ((action[index] ?? 0) - (action[index - 1] ?? 0));
  }
  return sum;
}

describe('marginalCurve', () => {
  it.each([
    { mean: 0, logStd: -5, name: 'the sharpest' },
    { mean: 0.4, logStd: -1, name: 'a usual' },
    { mean: -1.2, logStd: 0.3, name: 'a saturated' },
    { mean: 0, logStd: 0.5, name: 'a two-humped' },
  ])('holds the whole probability of $name policy', ({ mean, logStd }) => {
    const curve = marginalCurve(mean, logStd);
    expect(area(curve.action, curve.density)).toBeCloseTo(1, 1.7);
  });

  it('rises over [-1, 1] and has its peak near the mean action of a narrow policy', () => {
    const curve = marginalCurve(0.5, -3);
    expect(curve.action[0]).toBe(-1);
    expect(curve.action.at(-1)).toBe(1);
    expect([...curve.action]).toEqual([...curve.action].sort((first, second) => first - second));
    expect(curve.action[curve.density.indexOf(curve.peak)]).toBeCloseTo(Math.tanh(0.5), 1);
  });
});

describe('commonPeak', () => {
  it('lets the highest fill its row', () => {
    expect(commonPeak([2, 3, 4])).toBe(4);
  });

  it('cuts off a row that would flatten the others', () => {
    expect(commonPeak([2, 2, 90])).toBe(8);
  });

  it('does not blow a plain up', () => {
    expect(commonPeak([0.5, 0.5])).toBe(1);
  });
});

describe('weightedHistogram', () => {
  it('integrates to one over [-1, 1] and follows the weights', () => {
    const actions = Float32Array.from([-0.9, 0, 0.9, 0, 0.9, 0]);
    const density = weightedHistogram(actions, 2, 0, [1, 2, 1], 4);
    expect([...density]).toEqual([0.5, 0, 0, 1.5]);
    expect(density.reduce((sum, value) => sum + value * 0.5, 0)).toBeCloseTo(1, 12);
  });

  it('keeps actions at the bounds and survives weights of nothing', () => {
    expect([...weightedHistogram(Float32Array.from([-1, 1]), 1, 0, [1, 1], 2)]).toEqual([0.5, 0.5]);
    expect([...weightedHistogram(Float32Array.from([0.2]), 1, 0, [0], 2)]).toEqual([0, 0]);
  });
});

it('spreads rows evenly above the axis', () => {
  expect(marginalRows(2, 118, 18).map(({ top, baseline }) => [top, baseline])).toEqual([[0, 50], [50, 100]]);
});

describe('particleCurve', () => {
  it('stands as high as the share of the particles, in steps, and integrates to one', () => {
    const actions = Float32Array.of(-0.9, 0, -0.8, 0.9, 0.6, 0.9, 0.7, 0.9);
    const { action, density, peak } = particleCurve(actions, 2, 0, 4);
    expect([...action]).toEqual([-1, -0.5, -0.5, 0, 0, 0.5, 0.5, 1]);
    expect([...density]).toEqual([1, 1, 0, 0, 0, 0, 1, 1]);
    expect(peak).toBe(1);
    expect(area(action, density)).toBeCloseTo(1);
    expect(Math.max(...particleCurve(actions, 2, 1, 4).density)).toBe(1.5);
  });
});
