import { Vector3, Quaternion } from 'three';
import { describe, expect, it } from 'vitest';
import { createShape, threeQuaternion, threeSize } from './mujoco-geometry';

function extent(shape: Parameters<typeof createShape>[0]): number[] {
  const geometry = createShape(shape);
  geometry?.computeBoundingBox();
  return geometry?.boundingBox?.getSize(new Vector3()).toArray() ?? [];
}

describe('MuJoCo shapes in three.js', () => {
  it.each([
    { shape: 'box', size: [0.1, 0.2, 0.3], expected: [0.2, 0.4, 0.6] },
    { shape: 'sphere', size: [0.25], expected: [0.5, 0.5, 0.5] },
    { shape: 'ellipsoid', size: [0.1, 0.2, 0.3], expected: [0.2, 0.4, 0.6] },
    { shape: 'capsule', size: [0.05, 0.2], expected: [0.1, 0.1, 0.5] },
    { shape: 'cylinder', size: [0.05, 0.2], expected: [0.1, 0.1, 0.4] },
  ] as const)('draws a $shape as large as MuJoCo collides it, along z', ({ shape, size, expected }) => {
    const measured = extent({ shape, size });
    for (const [axis, value] of expected.entries()) expect(measured[axis]).toBeCloseTo(value, 2);
  });

  it('leaves planes to the ground', () => {
    expect(createShape({ shape: 'plane', size: [0, 0, 0.05] })).toBeUndefined();
    expect(threeSize({ shape: 'plane', size: [0, 0, 0.05] })).toEqual({ type: 'plane' });
  });

  it('turns a body the same way as MuJoCo does', () => {
    const quarterTurnAboutZ = threeQuaternion([Math.SQRT1_2, 0, 0, Math.SQRT1_2]);
    const turned = new Vector3(1, 0, 0).applyQuaternion(new Quaternion(...quarterTurnAboutZ));
    expect(turned.x).toBeCloseTo(0, 12);
    expect(turned.y).toBeCloseTo(1, 12);
  });
});
