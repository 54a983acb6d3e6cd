import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, restoreRandom } from './random';

describe('the seeded generator', () => {
  it('repeats a sequence from its seed and tells seeds apart', () => {
    const first = createRandom(7);
    const again = createRandom(7);
    const other = createRandom(8);
    const values = Array.from({ length: 50 }, () => first.uniform());
    expect(Array.from({ length: 50 }, () => again.uniform())).toEqual(values);
    expect(Array.from({ length: 50 }, () => other.uniform())).not.toEqual(values);
  });

  it('goes on from a stored state, spare normal and all', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 9 }), (seed, draws) => {
        const random = createRandom(seed);
        for (let draw = 0; draw < draws; draw += 1) random.normal();
        const restored = restoreRandom(random.state());
        return random.normal() === restored.normal() && random.uniform() === restored.uniform();
      }),
    );
  });

  it('draws normals with mean 0, deviation 1 and the right kurtosis', () => {
    const random = createRandom(3);
    const draws = new Float32Array(200_000);
    random.fillNormal(draws);
    const moment = (power: number) => draws.reduce((sum, value) => sum + value ** power, 0) / draws.length;
    expect(moment(1)).toBeCloseTo(0, 1.9);
    expect(moment(2)).toBeCloseTo(1, 1.5);
    expect(moment(4)).toBeCloseTo(3, 0.9);
  });

  it('fills an array with the normals that it draws one by one, and stands where they would leave it', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 3 }), fc.nat({ max: 9 }), (seed, before, length) => {
        const [filling, drawing] = [createRandom(seed), createRandom(seed)];
        for (let draw = 0; draw < before; draw += 1) expect(filling.normal()).toBe(drawing.normal());
        const filled = new Float32Array(length);
        filling.fillNormal(filled);
        expect(filled).toEqual(Float32Array.from({ length }, () => drawing.normal()));
        expect(filling.state()).toEqual(drawing.state());
      }),
    );
  });

  it('draws integers over the whole range evenly', () => {
    const random = createRandom(5);
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const value = random.integer(10);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('forks into sequences of their own', () => {
    const parent = createRandom(1);
    const left = parent.fork('left').uniform();
    expect(left).toBe(createRandom(1).fork('left').uniform());
    expect(left).not.toBe(parent.fork('right').uniform());
  });
});
