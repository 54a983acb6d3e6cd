import { describe, expect, it } from 'vitest';
import type { SceneDescription, SceneGeometry } from '../../shared/scene';
import { frameName, sceneUpdate } from './scene-entities';

const turned: SceneGeometry['quaternion'] = [Math.SQRT1_2, Math.SQRT1_2, 0, 0];

function entitiesOf(shape: SceneGeometry['shape'], size: readonly number[], quaternion: SceneGeometry['quaternion'] = [1, 0, 0, 0]) {
  const geometry: SceneGeometry = { shape, size, position: [1, 2, 3], quaternion, colour: [0.1, 0.2, 0.3, 0.4] };
  const scene: SceneDescription = { id: 's', title: 'S', bodies: [{ name: 'body', geometries: [geometry] }], focus: [0, 0, 0], distance: 1 };
  return (sceneUpdate(scene, { sec: 1, nsec: 2 }) as { entities: unknown[] }).entities;
}

const near = (x: number, y: number, z: number) => ({ x: expect.closeTo(x, 9) as number, y: expect.closeTo(y, 9) as number, z: expect.closeTo(z, 9) as number });

describe('a scene for other viewers', () => {
  it.each([
    ['box', [1, 2, 3], { cubes: [{ size: { x: 2, y: 4, z: 6 } }], spheres: [], cylinders: [] }],
    ['sphere', [0.5], { cubes: [], spheres: [{ size: { x: 1, y: 1, z: 1 } }], cylinders: [] }],
    ['ellipsoid', [1, 2, 3], { spheres: [{ size: { x: 2, y: 4, z: 6 } }] }],
    ['cylinder', [0.5, 2], { cylinders: [{ size: { x: 1, y: 1, z: 4 }, bottom_scale: 1, top_scale: 1 }], spheres: [] }],
    ['plane', [0, 0, 1], { cubes: [{ size: { x: 4, y: 4, z: 0.001 } }] }],
  ] as const)('draws a %s from its half-sizes', (shape, size, expected) => {
    expect(entitiesOf(shape, size)).toMatchObject([{ frame_id: 'body', frame_locked: true, lifetime: { sec: 0, nsec: 0 }, ...expected }]);
  });

  it('draws a capsule as a cylinder with a sphere at either end of its own axis', () => {
    // Turned a quarter about x, its axis points to -y.
    expect(entitiesOf('capsule', [0.1, 0.5], turned)).toMatchObject([
      {
        cylinders: [{ pose: { position: near(1, 2, 3), orientation: { w: Math.SQRT1_2, x: Math.SQRT1_2 } }, size: { x: 0.2, y: 0.2, z: 1 }, color: { r: 0.1, a: 0.4 } }],
        spheres: [{ pose: { position: near(1, 2.5, 3) } }, { pose: { position: near(1, 1.5, 3) } }],
      },
    ]);
  });

  it('gives every body a frame that is not the root', () => {
    expect([frameName('link', 1), frameName('', 2), frameName('tempera', 3)]).toEqual(['link', 'body-2', 'body-3']);
  });
});
