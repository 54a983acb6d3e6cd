import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approachSpeed, brake } from './braking';

describe('approachSpeed', () => {
  test('is the highest speed from which braking ends within the distance', () => {
    const positive = (max: number) => fc.double({ min: 1e-3, max, noNaN: true });
    fc.assert(
      fc.property(positive(3), positive(50), fc.double({ min: 0.005, max: 0.2, noNaN: true }), (distance, acceleration, periodS) => {
        const speed = approachSpeed(distance, acceleration, periodS);
        expect(travelled(speed, acceleration, periodS)).toBeCloseTo(distance, 6);
        expect(travelled(speed * 1.01, acceleration, periodS)).toBeGreaterThan(distance);
      }),
    );
  });

  test('is zero where there is no way left', () => {
    expect(approachSpeed(0, 10, 0.05)).toBe(0);
    expect(approachSpeed(-0.1, 10, 0.05)).toBe(0);
  });
});

test.each([
  { velocity: 1, change: 0.4, left: 0.6 },
  { velocity: -1, change: 0.4, left: -0.6 },
  { velocity: 0.3, change: 0.4, left: 0 },
  { velocity: -0.4, change: 0.4, left: 0 },
])('braking $velocity by $change leaves $left', ({ velocity, change, left }) => {
  expect(brake(velocity, change)).toBeCloseTo(left);
});

function travelled(speed: number, acceleration: number, periodS: number): number {
  let way = 0;
  for (let velocity = speed; velocity > 0; velocity -= acceleration * periodS) way += velocity * periodS;
  return way;
}
