import { Failure } from '../../../shared/contract/failure';
import type { Twin } from '../twin';

/** The joints of an arm that carries its hand at a fixed pitch, and what it grips with. */
export const handJoints = ['shoulder_pan', 'shoulder_lift', 'elbow_flex', 'wrist_flex', 'wrist_roll', 'gripper'] as const;
const [panJoint, liftJoint, elbowJoint, wristJoint, rollJoint] = [0, 1, 2, 3, 4] as const;

/** A point or a displacement in the world, metres. */
export type Point = readonly [x: number, y: number, z: number];

/**
 * An arm seen as a hand that keeps its pitch: what three numbers say about the tip becomes joint angles in closed form.
 * With the pitch held, the wrist gives back what lift and elbow turn, so lift and elbow are two links in the plane that
 * the pan turns.
 */
export interface Hand {
  /**
   * Writes the posture that has the tip at a point, or as near to it as the links reach, with the elbow up; joints are
   * kept in their ranges. The gripper's angle is left as it is.
   */
  reach(point: Point, postureRad: Float64Array): void;
}

/**
 * Measures an arm's links off its twin. Throws a `Failure` of code `bad-argument`, in the name of `task`, for an arm
 * that is not built so.
 *
 * @param pitchRad sum of lift, elbow and wrist flex: 0 points the SO-101's hand forward, a quarter turn down
 * @param rollRad angle of the wrist roll
 */
export function createHand(twin: Twin, task: string, pitchRad: number, rollRad = 0): Hand {
  requireHandJoints(twin, task);
  const joints = twin.description.joints;
  const measured = new Float64Array(3);

  function probe(pan: number, lift: number, elbow: number): Point {
    twin.tip([pan, lift, elbow, pitchRad - lift - elbow, rollRad, 0], measured);
    const [x = 0, y = 0, z = 0] = measured;
    return [x, y, z];
  }

  // Half a turn about the pan axis mirrors the tip in it; a quarter turn of a link v in its plane moves its end by (vz - vr, -vr - vz).
  const [x0, y0, z0] = probe(0, 0, 0);
  const [mirroredX, mirroredY] = probe(Math.PI, 0, 0);
  const axis = [(x0 + mirroredX) / 2, (y0 + mirroredY) / 2] as const;
  const side = y0 - axis[1];
  const upper = linkFrom(difference(probe(0, quarterTurn, -quarterTurn), [x0, y0, z0]));
  const fore = linkFrom(difference(probe(0, 0, quarterTurn), [x0, y0, z0]));
  const shoulder = { out: x0 - axis[0] - upper.out - fore.out, up: z0 - upper.up - fore.up };

  function reach([x, y, z]: Point, postureRad: Float64Array): void {
    const fromAxis = Math.hypot(x - axis[0], y - axis[1]);
    const out = Math.sqrt(Math.max(0, fromAxis ** 2 - side ** 2)) - shoulder.out;
    const up = z - shoulder.up;
    const span = Math.min(upper.length + fore.length, Math.max(Math.abs(upper.length - fore.length), Math.hypot(out, up)));
    const direction = Math.atan2(up, out);
    const upperAngle = direction + cornerAngle(span, upper.length, fore.length);
    const foreAngle = direction - cornerAngle(span, fore.length, upper.length);
    const lift = upper.angle - upperAngle;
    const elbow = fore.angle - foreAngle - lift;
    // The SO-101 pans clockwise, seen from above.
    const pan = Math.atan2(side, out + shoulder.out) - Math.atan2(y - axis[1], x - axis[0]);
    write(postureRad, panJoint, pan);
    write(postureRad, liftJoint, lift);
    write(postureRad, elbowJoint, elbow);
    write(postureRad, wristJoint, pitchRad - (postureRad[liftJoint] ?? 0) - (postureRad[elbowJoint] ?? 0));
    write(postureRad, rollJoint, rollRad);
  }

  function write(postureRad: Float64Array, joint: number, angleRad: number): void {
    const { minRad = -Infinity, maxRad = Infinity } = joints[joint] ?? {};
    postureRad[joint] = Math.min(maxRad, Math.max(minRad, angleRad));
  }

  const check = new Float64Array(joints.length);
  const expected = probe(0.3, -0.4, 0.5);
  reach(expected, check);
  if (![0.3, -0.4, 0.5].every((angle, joint) => Math.abs(angle - (check[joint] ?? NaN)) < 1e-3)) throw unfit(twin, task);
  return { reach };
}

const quarterTurn = Math.PI / 2;

interface Link {
  readonly out: number;
  readonly up: number;
  readonly length: number;
  /** Above the horizontal, with the joints at zero. */
  readonly angle: number;
}

/** The link whose end a quarter turn, forwards and down, moved by this. */
function linkFrom([moved, , raised]: Point): Link {
  const out = -(moved + raised) / 2;
  const up = (moved - raised) / 2;
  return { out, up, length: Math.hypot(out, up), angle: Math.atan2(up, out) };
}

/** Angle between `near` and the line of length `span` that it closes with `far`. */
function cornerAngle(span: number, near: number, far: number): number {
  return Math.acos(Math.min(1, Math.max(-1, (span ** 2 + near ** 2 - far ** 2) / (2 * span * near))));
}

function difference([ax, ay, az]: Point, [bx, by, bz]: Point): Point {
  return [ax - bx, ay - by, az - bz];
}

/** Throws a `Failure` of code `bad-argument`, in the name of `task`, for an arm without these joints. */
export function requireHandJoints(twin: Twin, task: string): void {
  const names = twin.description.joints.map((joint) => joint.name);
  if (names.length !== handJoints.length || !handJoints.every((name, joint) => names[joint] === name)) throw unfit(twin, task);
}

function unfit({ description }: Twin, task: string): Failure {
  const names = description.joints.map((joint) => joint.name).join(', ');
  return new Failure(
    'bad-argument',
    `The task "${task}" needs an arm built like the SO-101, with ${handJoints.join(', ')}, but "${description.title}" has ${names}. Choose another task.`,
  );
}
