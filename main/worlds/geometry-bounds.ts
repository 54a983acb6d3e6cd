import type { Simulation } from './mujoco';

export interface Bounds {
  readonly minimum: readonly [x: number, y: number, z: number];
  readonly maximum: readonly [x: number, y: number, z: number];
}

/** The axis-aligned box around the moving geometries in the present posture, metres. */
export function movingBounds({ mujoco, model, data }: Simulation): Bounds {
  const minimum: [number, number, number] = [Infinity, Infinity, Infinity];
  const maximum: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  const types: Int32Array = model.geom_type;
  const positions: Float64Array = data.geom_xpos;
  const rotations: Float64Array = data.geom_xmat;
  const sizes: Float64Array = model.geom_size;
  const radii: Float64Array = model.geom_rbound;
  for (let geometry = 0; geometry < model.ngeom; geometry += 1) {
    if (model.body_weldid[model.geom_bodyid[geometry]] === 0) continue;
    const [a = 0, b = 0, c = 0] = sizes.subarray(3 * geometry, 3 * geometry + 3);
    for (const axis of [0, 1, 2] as const) {
      const [x = 0, y = 0, z = 0] = rotations.subarray(9 * geometry + 3 * axis, 9 * geometry + 3 * axis + 3);
      const centre = positions[3 * geometry + axis] ?? 0;
      const half = halfExtent(types[geometry]) ?? radii[geometry] ?? 0;
      minimum[axis] = Math.min(minimum[axis], centre - half);
      maximum[axis] = Math.max(maximum[axis], centre + half);

      /** Support of the shape along a world axis, whose components in the shape's own frame are x, y and z. */
      function halfExtent(type: number | undefined): number | undefined {
        if (type === mujoco.mjtGeom.mjGEOM_BOX.value) return a * Math.abs(x) + b * Math.abs(y) + c * Math.abs(z);
        if (type === mujoco.mjtGeom.mjGEOM_CYLINDER.value) return a * Math.hypot(x, y) + b * Math.abs(z);
        if (type === mujoco.mjtGeom.mjGEOM_CAPSULE.value) return a + b * Math.abs(z);
        if (type === mujoco.mjtGeom.mjGEOM_ELLIPSOID.value) return Math.hypot(a * x, b * y, c * z);
        return undefined;
      }
    }
  }
  return { minimum, maximum };
}
