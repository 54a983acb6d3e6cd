import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viridis, viridisCss, writeViridis } from './viridis';

const lightness = (fraction: number) => {
  const linear = viridis(fraction).map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
};

describe('viridis', () => {
  // Entries of the published table that are not anchors here.
  it.each([
    [8, [0.277018, 0.050344, 0.375715]],
    [128, [0.127568, 0.566949, 0.550556]],
    [200, [0.440137, 0.811138, 0.340967]],
  ])('is near entry %d of the published table', (index, expected) => {
    viridis(index / 255).forEach((part, channel) => {
      expect(Math.abs(part - (expected[channel] ?? Number.NaN))).toBeLessThan(0.027);
    });
  });

  it('begins violet, ends yellow and clamps', () => {
    expect(viridisCss(0)).toBe('rgb(68 1 84)');
    expect(viridisCss(1)).toBe('rgb(253 231 37)');
    expect(viridis(-3)).toEqual(viridis(0));
    expect(viridis(7)).toEqual(viridis(1));
    expect(viridis(Number.NaN)).toEqual(viridis(0));
  });

  it('grows lighter all the way', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        return lightness(low) <= lightness(high) + 1e-6;
      }),
    );
  });

  it('writes into a larger array without touching the rest', () => {
    const target = new Float32Array(9).fill(-1);
    writeViridis(0.5, target, 3);
    expect([...target.slice(0, 3), ...target.slice(6)]).toEqual([-1, -1, -1, -1, -1, -1]);
    expect([...target.slice(3, 6)]).toEqual([...Float32Array.from(viridis(0.5))]);
  });
});
