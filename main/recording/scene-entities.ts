import type { SceneBody, SceneDescription, SceneGeometry } from '../../shared/scene';
import { rootFrame } from './episode-format';

/**
 * A scene as the message of Foxglove's schema `foxglove.SceneUpdate`: one entity a body, which follows the frame of
 * the body's name in /tf. Foxglove has no capsule (a cylinder with two spheres here) and no plane (a thin cube).
 */
export function sceneUpdate(scene: SceneDescription, timestamp: Timestamp): object {
  return { deletions: [], entities: scene.bodies.map((body, index) => entity(body, frameName(body.name, index), timestamp)) };
}

export interface Timestamp {
  readonly sec: number;
  readonly nsec: number;
}

/** A body's frame: its name, told apart from the frame of the world. */
export function frameName(bodyName: string, index: number): string {
  return bodyName === '' || bodyName === rootFrame ? `body-${String(index)}` : bodyName;
}

const planeThicknessM = 0.001;
/** MuJoCo's size 0 means an endless plane; a viewer needs an end. */
const endlessPlaneM = 2;

function entity(body: SceneBody, frame: string, timestamp: Timestamp): object {
  const all = body.geometries.map(primitives);
  return {
    timestamp,
    frame_id: frame,
    id: frame,
    lifetime: { sec: 0, nsec: 0 },
    frame_locked: true,
    metadata: [],
    cubes: all.flatMap(({ cubes }) => cubes ?? []),
    spheres: all.flatMap(({ spheres }) => spheres ?? []),
    cylinders: all.flatMap(({ cylinders }) => cylinders ?? []),
  };
}

interface Primitives {
  readonly cubes?: readonly object[];
  readonly spheres?: readonly object[];
  readonly cylinders?: readonly object[];
}

function primitives(geometry: SceneGeometry): Primitives {
  const [a = 0, b = 0, c = 0] = geometry.size;
  const [red, green, blue, opacity] = geometry.colour;
  const color = { r: red, g: green, b: blue, a: opacity };
  const pose = poseAt(geometry, 0);
  switch (geometry.shape) {
    case 'box':
      return { cubes: [{ pose, size: size(2 * a, 2 * b, 2 * c), color }] };
    case 'plane':
      return { cubes: [{ pose, size: size(2 * (a || endlessPlaneM), 2 * (b || endlessPlaneM), planeThicknessM), color }] };
    case 'sphere':
      return { spheres: [{ pose, size: size(2 * a, 2 * a, 2 * a), color }] };
    case 'ellipsoid':
      return { spheres: [{ pose, size: size(2 * a, 2 * b, 2 * c), color }] };
    case 'cylinder':
    case 'capsule': {
      const cylinder = { pose, size: size(2 * a, 2 * a, 2 * b), bottom_scale: 1, top_scale: 1, color };
      if (geometry.shape === 'cylinder') return { cylinders: [cylinder] };
      const caps = [-b, b].map((height) => ({ pose: poseAt(geometry, height), size: size(2 * a, 2 * a, 2 * a), color }));
      return { cylinders: [cylinder], spheres: caps };
    }
  }
}

/** The geometry's pose, moved along its own z axis. */
function poseAt({ position, quaternion: [w, x, y, z] }: SceneGeometry, height: number): object {
  const axis = [2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)] as const;
  const [px, py, pz] = position;
  return { position: size(px + height * axis[0], py + height * axis[1], pz + height * axis[2]), orientation: { x, y, z, w } };
}

function size(x: number, y: number, z: number): object {
  return { x, y, z };
}
