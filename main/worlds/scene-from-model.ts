import { createHash } from 'node:crypto';
import type { GeometryShape, SceneBody, SceneDescription, SceneGeometry } from '../../shared/scene';
import type { WorldObject } from '../../shared/world-object';
import type { ArmModel } from './models/arm-model';
import type { Simulation } from './mujoco';

const worldBody = 0;
/** MuJoCo draws the groups 0 to 2 unless told otherwise; models keep collision-only shapes in 3. */
const lastVisibleGroup = 2;

/**
 * What a compiled model looks like: every visible primitive geometry, by body, the world's own as body 0.
 * Meshes and height fields are left out: a window draws primitives alone.
 */
export function describeScene({ mujoco, model }: Simulation, id: string, title: string): SceneDescription {
  const shapes = shapeNames(mujoco);
  const geometries: SceneGeometry[][] = Array.from({ length: model.nbody }, () => []);
  const colours = model.geom_rgba;
  for (let index = 0; index < model.ngeom; index += 1) {
    const shape = shapes.get(model.geom_type[index]);
    if (shape === undefined || model.geom_group[index] > lastVisibleGroup || colours[4 * index + 3] === 0) continue;
    geometries[model.geom_bodyid[index]]?.push({
      shape,
      size: Array.from<number>(model.geom_size.subarray(3 * index, 3 * index + sizeCount[shape])),
      position: triple(model.geom_pos, index),
      quaternion: quadruple(model.geom_quat, index),
      colour: quadruple(colours, index),
    });
  }
  const bodies: SceneBody[] = geometries.map((ofBody, body) => ({ name: bodyName({ mujoco, model }, body), geometries: ofBody }));
  return { id, title, bodies, focus: triple(model.stat.center, 0), distance: 2.2 * model.stat.extent };
}

/**
 * Adds to the scene of an arm the loose things of its world, as bodies after its own, and marks that a task wants
 * drawn, fixed in the world. Without any it stays the same scene.
 */
export function furnishScene(scene: SceneDescription, objects: readonly WorldObject[], marks: readonly SceneGeometry[] = []): SceneDescription {
  if (objects.length === 0 && marks.length === 0) return scene;
  const bodies = scene.bodies.map((body, index) => (index === worldBody ? { ...body, geometries: [...body.geometries, ...marks] } : body));
  const things = objects.map(({ name, shape, size, colour }) => ({ name, geometries: [{ shape, size, colour, ...atBody }] }));
  return { ...scene, id: `${scene.id}-${fingerprint(JSON.stringify([objects, marks]))}`, bodies: [...bodies, ...things] };
}

const atBody = { position: [0, 0, 0], quaternion: [1, 0, 0, 0] } as const;

/** Writes the pose of every body, bodies x 7: x, y, z, then quaternion w, x, y, z. */
export function writeBodyPoses({ model, data }: Pick<Simulation, 'model' | 'data'>, poses: Float32Array): void {
  const positions: Float64Array = data.xpos;
  const quaternions: Float64Array = data.xquat;
  const count: number = model.nbody;
  for (let body = 0; body < count; body += 1) {
    for (let axis = 0; axis < 3; axis += 1) poses[7 * body + axis] = positions[3 * body + axis] ?? 0;
    for (let part = 0; part < 4; part += 1) poses[7 * body + 3 + part] = quaternions[4 * body + part] ?? 0;
  }
}

/** A body by the name that an operator knows; the world is "world". */
export function bodyName({ mujoco, model }: Pick<Simulation, 'mujoco' | 'model'>, body: number): string {
  if (body === worldBody) return 'world';
  return mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_BODY.value, body) || `body ${body}`;
}

const sizeCount: Readonly<Record<GeometryShape, number>> = { box: 3, sphere: 1, capsule: 2, cylinder: 2, plane: 3, ellipsoid: 3 };

function shapeNames({ mjtGeom }: Simulation['mujoco']): ReadonlyMap<number, GeometryShape> {
  return new Map<number, GeometryShape>([
    [mjtGeom.mjGEOM_BOX.value, 'box'],
    [mjtGeom.mjGEOM_SPHERE.value, 'sphere'],
    [mjtGeom.mjGEOM_CAPSULE.value, 'capsule'],
    [mjtGeom.mjGEOM_CYLINDER.value, 'cylinder'],
    [mjtGeom.mjGEOM_PLANE.value, 'plane'],
    [mjtGeom.mjGEOM_ELLIPSOID.value, 'ellipsoid'],
  ]);
}

function triple(values: ArrayLike<number>, index: number): readonly [number, number, number] {
  const [x = 0, y = 0, z = 0] = Array.from({ length: 3 }, (_, offset) => values[3 * index + offset] ?? 0);
  return [x, y, z];
}

function quadruple(values: ArrayLike<number>, index: number): readonly [number, number, number, number] {
  const [a = 0, b = 0, c = 0, d = 0] = Array.from({ length: 4 }, (_, offset) => values[4 * index + offset] ?? 0);
  return [a, b, c, d];
}

/** The same model gives the same identity in every process, another MJCF another one. */
export function sceneId({ name, mjcf }: Pick<ArmModel, 'name' | 'mjcf'>): string {
  return `${name}-${fingerprint(mjcf)}`;
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
