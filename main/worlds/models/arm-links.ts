/** A serial arm as a table: each link hangs on the one before it. Metres, kilograms, radians. */

export type Vector = readonly [x: number, y: number, z: number];
export type Quaternion = readonly [w: number, x: number, y: number, z: number];

export type Material = 'printed' | 'servo' | 'ring' | 'pad';

export interface LinkPart {
  readonly shape: 'box' | 'cylinder';
  /** Half-sizes as MuJoCo takes them: box (x, y, z); cylinder (radius, half length along its z). */
  readonly size: readonly number[];
  /** Centre in the link's frame. */
  readonly at: Vector;
  /** Rotation in the link's frame about x, then the new y, then the new z. */
  readonly turn?: Vector;
  readonly material: Material;
}

export interface ArmLink {
  readonly name: string;
  /** Frame in the link before it. */
  readonly at: Vector;
  readonly quaternion: Quaternion;
  readonly massKg: number;
  /** The hinge about the frame's z that moves the link; absent for the base. */
  readonly joint?: { readonly name: string; readonly minRad: number; readonly maxRad: number };
  readonly parts: readonly LinkPart[];
}

/** One kind of servo in every joint. */
export interface ServoGains {
  readonly stiffness: number;
  readonly velocityGain: number;
  readonly maxTorqueNm: number;
  readonly damping: number;
  readonly frictionLossNm: number;
  readonly armature: number;
}

/** A joint's servo sits in the link before it: a box of known mass; the rest of the link is printed plastic. */
export const servoMassKg = 0.055;

/** Mass of each part: a servo has its own, the printed parts share the rest by volume. */
export function partMasses(link: ArmLink): readonly number[] {
  const servos = link.parts.filter((part) => part.material === 'servo').length;
  const printedKg = link.massKg - servos * servoMassKg;
  const printedVolume = link.parts.reduce((sum, part) => sum + (part.material === 'servo' ? 0 : volume(part)), 0);
  return link.parts.map((part) => (part.material === 'servo' ? servoMassKg : (printedKg * volume(part)) / printedVolume));
}

function volume({ shape, size }: LinkPart): number {
  const [a = 0, b = 0, c = 0] = size;
  return shape === 'box' ? 8 * a * b * c : 2 * Math.PI * a * a * b;
}
