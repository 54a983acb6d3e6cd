import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolatePoses, PoseGlide } from './pose-glide';

const unturned = [1, 0, 0, 0];

function at(x: number, quaternion = unturned): Float32Array {
  return Float32Array.from([x, 0, 0, ...quaternion]);
}

describe('PoseGlide', () => {
  it('shows the first pose at once', () => {
    const glide = new PoseGlide();
    glide.push(at(1), 0, false);
    const out = new Float32Array(7);
    glide.sample(0, out);
    expect(out[0]).toBe(1);
  });

  it('moves towards a new pose over the time between frames and then rests', () => {
    const glide = new PoseGlide();
    glide.push(at(0), 0, false);
    glide.push(at(1), 50, false);
    const out = new Float32Array(7);
    expect(glide.sample(50, out)).toBe(false);
    expect(out[0]).toBeCloseTo(0);
    expect(glide.sample(75, out)).toBe(false);
    expect(out[0]).toBeCloseTo(0.5);
    expect(glide.sample(100, out)).toBe(true);
    expect(out[0]).toBe(1);
  });

  it('starts a new glide from where the drawing was', () => {
    const glide = new PoseGlide();
    glide.push(at(0), 0, false);
    glide.push(at(1), 50, false);
    glide.push(at(5), 75, false);
    const out = new Float32Array(7);
    glide.sample(75, out);
    expect(out[0]).toBeCloseTo(0.5);
  });

  it('jumps when told to', () => {
    const glide = new PoseGlide();
    glide.push(at(0), 0, false);
    glide.push(at(9), 50, true);
    const out = new Float32Array(7);
    glide.sample(50, out);
    expect(out[0]).toBe(9);
  });
});

describe('interpolatePoses', () => {
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
