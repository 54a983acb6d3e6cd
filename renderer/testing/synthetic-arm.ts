import { Quaternion, Vector3 } from 'three';
import type { ArmDescription } from '../../shared/arm';
import type { SceneBody, SceneDescription, SceneGeometry } from '../../shared/scene';

/** An invented arm for looking at the screens: six joints in a row, about the size of an SO-101. */

type Triple = readonly [number, number, number];

interface Segment {
  readonly joint: string | undefined;
  readonly axis: Triple;
  readonly minRad: number;
  readonly maxRad: number;
  /** Place of the joint in the segment before it, metres. */
  readonly at: Triple;
  readonly parts: readonly SceneGeometry[];
}

const printed = [0.8, 0.775, 0.73, 1] as const;
const servo = [0.13, 0.14, 0.16, 1] as const;
const ring = [0.85, 0.61, 0.25, 1] as const;

function part(shape: SceneGeometry['shape'], size: readonly number[], position: Triple, colour: SceneGeometry['colour'], quaternion: SceneGeometry['quaternion'] = [1, 0, 0, 0]): SceneGeometry {
  return { shape, size, position, colour, quaternion };
}

const sideways = [Math.SQRT1_2, Math.SQRT1_2, 0, 0] as const;

const segments: readonly Segment[] = [
  { joint: undefined, axis: [0, 0, 1], minRad: 0, maxRad: 0, at: [0, 0, 0], parts: [part('plane', [0.6, 0.6, 0.05], [0, 0, 0], servo), part('cylinder', [0.048, 0.022], [0, 0, 0.022], servo), part('cylinder', [0.05, 0.004], [0, 0, 0.048], ring)] },
  { joint: 'shoulder_pan', axis: [0, 0, 1], minRad: -1.92, maxRad: 1.92, at: [0, 0, 0.052], parts: [part('box', [0.03, 0.026, 0.032], [0, 0, 0.034], printed)] },
  { joint: 'shoulder_lift', axis: [0, 1, 0], minRad: -1.75, maxRad: 1.75, at: [0, 0, 0.066], parts: [part('cylinder', [0.022, 0.03], [0, 0, 0], servo, sideways), part('capsule', [0.017, 0.045], [0, 0, 0.06], printed)] },
  { joint: 'elbow_flex', axis: [0, 1, 0], minRad: -1.69, maxRad: 1.69, at: [0, 0, 0.118], parts: [part('cylinder', [0.02, 0.027], [0, 0, 0], servo, sideways), part('box', [0.055, 0.015, 0.013], [0.066, 0, 0], printed)] },
  { joint: 'wrist_flex', axis: [0, 1, 0], minRad: -1.66, maxRad: 1.66, at: [0.134, 0, 0], parts: [part('cylinder', [0.018, 0.024], [0, 0, 0], servo, sideways), part('box', [0.02, 0.016, 0.012], [0.03, 0, 0], printed)] },
  { joint: 'wrist_roll', axis: [1, 0, 0], minRad: -2.74, maxRad: 2.84, at: [0.056, 0, 0], parts: [part('sphere', [0.017], [0, 0, 0], servo), part('box', [0.036, 0.004, 0.009], [0.04, 0.016, 0], printed)] },
  { joint: 'gripper', axis: [0, 0, 1], minRad: -0.17, maxRad: 1.74, at: [0.01, -0.012, 0], parts: [part('box', [0.034, 0.004, 0.009], [0.034, 0, 0], printed)] },
];

const tipInWrist: Triple = [0.084, 0.004, 0];

export const syntheticArm: ArmDescription = {
  title: 'SO-101 simulated',
  model: 'so-101',
  joints: segments.flatMap(({ joint, minRad, maxRad }) => (joint === undefined ? [] : [{ name: joint, minRad, maxRad, maxVelocityRadS: 2, maxAccelerationRadS2: 10 }])),
};

export const syntheticScene: SceneDescription = {
  id: 'synthetic-arm',
  title: 'Synthetic arm',
  bodies: segments.map(({ joint, parts }): SceneBody => ({ name: joint ?? 'base', geometries: parts })),
  focus: [0.12, 0, 0.13],
  distance: 0.95,
};

/** Poses of the bodies (bodies x 7) and the tip, for joint angles in radians. */
export function syntheticPose(positionRad: ArrayLike<number>): { readonly bodies: Float32Array; readonly tip: Float32Array } {
  const bodies = new Float32Array(segments.length * 7);
  const place = new Vector3();
  const turn = new Quaternion();
  const tip = new Vector3();
  for (const [index, { axis, at, joint }] of segments.entries()) {
    place.add(new Vector3(...at).applyQuaternion(turn));
    if (joint !== undefined) turn.multiply(new Quaternion().setFromAxisAngle(new Vector3(...axis), positionRad[index - 1] ?? 0));
    bodies.set([place.x, place.y, place.z, turn.w, turn.x, turn.y, turn.z], index * 7);
    if (joint === 'wrist_roll') tip.set(...tipInWrist).applyQuaternion(turn).add(place);
  }
  return { bodies, tip: Float32Array.of(tip.x, tip.y, tip.z) };
}
