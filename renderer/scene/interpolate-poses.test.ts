import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolatePoses } from './interpolate-poses';

const unturned = [1, 0, 0, 0];

function at(x: number, quaternion = unturned): Float32Array {
  return Float32Array.from([x, 0, 0, ...quaternion]);
}

describe('interpolatePoses', () => {
  it('moves bodies straight from one place to the other', () => {
    const out = new Float32Array(7);
    interpolatePoses(at(1), at(3), 0.25, out);
    expect([...out]).toEqual([...at(1.5)]);
  });

  it('takes the shorter way when a quaternion changes its sign', () => {
    const out = new Float32Array(7);
    interpolatePoses(at(0, [1, 0, 0, 0]), at(0, [-1, 0, 0, 0]), 0.5, out);
    expect(Math.abs(out[3] ?? 0)).toBeCloseTo(1);
  });

  it('keeps quaternions of unit length', () => {
    const quaternion = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }).filter((parts) => Math.hypot(...parts) > 0.1);
    fc.assert(
      fc.property(quaternion, quaternion, fc.double({ min: 0, max: 1, noNaN: true }), (first, second, fraction) => {
        const [from, to] = [first, second].map((parts) => at(0, parts.map((part) => part / Math.hypot(...parts))));
        const out = new Float32Array(7);
        interpolatePoses(from ?? out, to ?? out, fraction, out);
        expect(Math.hypot(...out.subarray(3))).toBeCloseTo(1, 5);
      }),
    );
  });
});
