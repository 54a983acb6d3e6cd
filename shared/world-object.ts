/** A loose thing on the table of a simulated arm: what a task pushes or lifts. SI units. */
export interface WorldObject {
  /** For the operator, for example "puck"; no two things of a world share it. */
  readonly name: string;
  readonly shape: 'box' | 'cylinder';
  /** MuJoCo half-sizes, metres: box (x, y, z); cylinder (radius, half length along z). */
  readonly size: readonly number[];
  readonly massKg: number;
  /** Coefficients of its surface against everything: sliding; turning and rolling, metres. */
  readonly friction: readonly [sliding: number, turning: number, rolling: number];
  /** Red, green, blue, opacity, each 0 to 1. */
  readonly colour: readonly [number, number, number, number];
}

/** Numbers that place a thing: x, y, z, then quaternion w, x, y, z. */
export const objectPoseSize = 7;

/** Numbers of a thing in a reading: its pose, its velocity (m/s, in the world), its turning (rad/s, in its own frame). */
export const objectReadingSize = 13;
