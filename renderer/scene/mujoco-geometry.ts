import { BoxGeometry, CapsuleGeometry, CylinderGeometry, SphereGeometry, type BufferGeometry } from 'three';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';
import type { SceneGeometry } from '../../shared/scene';

/** The sizes that three.js wants, from MuJoCo's half-sizes. Metres. */
export type ThreeSize =
  | { readonly type: 'box'; readonly width: number; readonly depth: number; readonly height: number }
  | { readonly type: 'ellipsoid'; readonly radii: readonly [number, number, number] }
  /** `length` of the straight part, along z. */
  | { readonly type: 'capsule' | 'cylinder'; readonly radius: number; readonly length: number }
  | { readonly type: 'plane' };

/**
 * Translates MuJoCo's sizes: half-extents for boxes, radius and half length for capsules and cylinders (without the
 * caps), radii for spheres and ellipsoids. Source: MuJoCo XML reference, body/geom, attribute `size`.
 */
export function threeSize({ shape, size }: Pick<SceneGeometry, 'shape' | 'size'>): ThreeSize {
  const [a = 0, b = 0, c = 0] = size;
  switch (shape) {
    case 'box':
      return { type: 'box', width: 2 * a, depth: 2 * b, height: 2 * c };
    case 'sphere':
      return { type: 'ellipsoid', radii: [a, a, a] };
    case 'ellipsoid':
      return { type: 'ellipsoid', radii: [a, b, c] };
    case 'capsule':
    case 'cylinder':
      return { type: shape, radius: a, length: 2 * b };
    case 'plane':
      return { type: 'plane' };
  }
}

/** MuJoCo writes quaternions as w, x, y, z; three.js as x, y, z, w. */
export function threeQuaternion([w, x, y, z]: readonly [number, number, number, number]): [number, number, number, number] {
  return [x, y, z, w];
}

/** Edges are rounded by this part of the thinnest side, for the light to catch; the drawn box stays inside the true one. */
const rounding = 0.12;

/** Geometry of a shape centred at its origin, z up; `undefined` for a plane, which the ground draws. The caller disposes it. */
export function createShape(geometry: Pick<SceneGeometry, 'shape' | 'size'>): BufferGeometry | undefined {
  const size = threeSize(geometry);
  switch (size.type) {
    case 'box': {
      const { width, depth, height } = size;
      const radius = Math.min(width, depth, height) * rounding;
      return radius > 0 ? new RoundedBoxGeometry(width, depth, height, 2, radius) : new BoxGeometry(width, depth, height);
    }
    case 'ellipsoid':
      return new SphereGeometry(1, 32, 20).scale(...size.radii);
    // three.js lays these along y, MuJoCo along z.
    case 'capsule':
      return new CapsuleGeometry(size.radius, size.length, 10, 28).rotateX(Math.PI / 2);
    case 'cylinder':
      return new CylinderGeometry(size.radius, size.radius, size.length, 40).rotateX(Math.PI / 2);
    case 'plane':
      return undefined;
  }
}
