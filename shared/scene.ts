/** A world as the window draws it: bodies with simple geometry, and their poses. Metres, z up. */

export type GeometryShape = 'box' | 'sphere' | 'capsule' | 'cylinder' | 'plane' | 'ellipsoid';

export interface SceneGeometry {
  readonly shape: GeometryShape;
  /** MuJoCo half-sizes: box (x, y, z); sphere (r); capsule and cylinder (r, half length along z); plane (x, y, spacing). */
  readonly size: readonly number[];
  /** Pose in the body's frame; quaternion as w, x, y, z. */
  readonly position: readonly [number, number, number];
  readonly quaternion: readonly [number, number, number, number];
  /** Red, green, blue, opacity, each 0 to 1. */
  readonly colour: readonly [number, number, number, number];
}

export interface SceneBody {
  readonly name: string;
  readonly geometries: readonly SceneGeometry[];
}

export interface SceneDescription {
  /** Changes whenever the bodies do; a pose frame carries the same identity. */
  readonly id: string;
  readonly title: string;
  readonly bodies: readonly SceneBody[];
  /** Where the camera should look and from how far, metres. */
  readonly focus: readonly [number, number, number];
  readonly distance: number;
}

/** The latest pose of every body of a scene. */
export interface PoseFrame {
  readonly sceneId: string;
  readonly timeS: number;
  /** bodies x 7: x, y, z, then quaternion w, x, y, z. */
  readonly bodies: Float32Array;
  /** Target of the task, where it has one: x, y, z. */
  readonly target?: Float32Array;
  /** Radius within which the target counts as reached, metres. */
  readonly targetRadius?: number;
  /** Where the gripper's tip (or the task's point of interest) is. */
  readonly tip?: Float32Array;
  /** Joint angles and goals in radians, where there is an arm. */
  readonly positionRad?: Float32Array;
  readonly goalRad?: Float32Array;
  readonly velocityRadS?: Float32Array;
  readonly load?: Float32Array;
  readonly temperatureC?: Float32Array;
}
