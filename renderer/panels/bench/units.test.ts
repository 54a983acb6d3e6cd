import { describe, expect, it } from 'vitest';
import { formatDegrees, jointTitle, toDegrees, toRadians } from './units';

describe('units of the bench', () => {
  it('turns radians into degrees and back', () => {
    expect(toDegrees(Math.PI)).toBeCloseTo(180);
    expect(toRadians(toDegrees(1.234))).toBeCloseTo(1.234);
  });

  it.each([
    [0, '0.0'],
    [-1e-6, '0.0'],
    [Math.PI / 2, '90.0'],
    [-Math.PI / 4, '\u221245.0'],
  ])('writes %f rad as %s degrees', (radians, text) => {
    expect(formatDegrees(radians)).toBe(text);
  });

  it('writes the name of a joint in words', () => {
    expect(jointTitle('shoulder_pan')).toBe('shoulder pan');
  });
});
