import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoObjectiveLine, objectiveSplit, returnAt } from './trade-off';

const episode = fc.record({
  episodeReturn: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  entropySum: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
});
const temperature = fc.double({ min: 1e-3, max: 10, noNaN: true });

describe('the trade-off plane', () => {
  it('splits the objective into reward and entropy bonus', () => {
    expect(objectiveSplit({ episodeReturn: -30, entropySum: 50, alpha: 0.2 })).toEqual({ reward: -30, entropyBonus: 10, objective: -20 });
  });

  it('every point of the line has the objective of its middle', () => {
    fc.assert(
      fc.property(fc.array(episode, { minLength: 1, maxLength: 30 }), temperature, fc.double({ min: -1e3, max: 1e3, noNaN: true }), (episodes, alpha, entropy) => {
        const line = isoObjectiveLine(episodes, alpha, 30);
        if (line === undefined) throw new Error('there is a line through any point');
        const middle = episodes.reduce((sum, { episodeReturn, entropySum }) => sum + objectiveSplit({ episodeReturn, entropySum, alpha }).objective, 0) / episodes.length;
        expect(line.slope).toBe(-alpha);
        expect(returnAt(line, entropy) + alpha * entropy).toBeCloseTo(middle, 6);
      }),
    );
  });

  it('goes through the newest points alone', () => {
    const old = Array.from({ length: 50 }, () => ({ episodeReturn: -500, entropySum: 3 }));
    expect(isoObjectiveLine([...old, { episodeReturn: 7, entropySum: 2 }], 0.5, 1)).toEqual({ slope: -0.5, intercept: 8 });
    expect(isoObjectiveLine([], 0.5)).toBeUndefined();
  });
});
