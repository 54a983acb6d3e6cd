/**
 * The torque-limited pendulum of Gymnasium's Pendulum-v1 (Farama-Foundation/Gymnasium, commit 3f0476a), written anew
 * from its equations. Angle 0 is upright.
 */
export interface PendulumState {
  readonly angleRad: number;
  readonly velocityRadS: number;
}

export const pendulumConstants = {
  gravityMS2: 10,
  massKg: 1,
  lengthM: 1,
  maxTorqueNm: 2,
  maxVelocityRadS: 8,
  periodS: 0.05,
} as const;

/** One control period, semi-implicit Euler: the new velocity moves the angle. The torque is clipped to +-2 Nm. */
export function stepPendulum({ angleRad, velocityRadS }: PendulumState, torqueNm: number): PendulumState {
  const { gravityMS2, massKg, lengthM, maxVelocityRadS, periodS } = pendulumConstants;
  const torque = clipTorque(torqueNm);
  const acceleration = ((3 * gravityMS2) / (2 * lengthM)) * Math.sin(angleRad) + (3 / (massKg * lengthM ** 2)) * torque;
  const velocity = clip(velocityRadS + acceleration * periodS, maxVelocityRadS);
  return { angleRad: angleRad + velocity * periodS, velocityRadS: velocity };
}

/** What the step costs, by the state before it. */
export function pendulumCost({ angleRad, velocityRadS }: PendulumState, torqueNm: number): { readonly angle: number; readonly velocity: number; readonly torque: number } {
  return { angle: wrap(angleRad) ** 2, velocity: 0.1 * velocityRadS ** 2, torque: 0.001 * clipTorque(torqueNm) ** 2 };
}

/** The same angle in [-pi, pi). */
export function wrap(angleRad: number): number {
  const turn = 2 * Math.PI;
  return angleRad + Math.PI - turn * Math.floor((angleRad + Math.PI) / turn) - Math.PI;
}

function clipTorque(torqueNm: number): number {
  return clip(torqueNm, pendulumConstants.maxTorqueNm);
}

function clip(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
