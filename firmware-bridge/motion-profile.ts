/**
 * The way on which a bus servo takes its shaft to a goal: a trapezoid of speed, within a velocity and an acceleration.
 * Both may be infinite. Any unit of length will do, with seconds.
 */
export class MotionProfile {
  position = 0;
  velocity = 0;

  /** Begins anew at a place, at rest unless told otherwise. */
  settle(position: number, velocity = 0): void {
    this.position = position;
    this.velocity = velocity;
  }

  advance(goal: number, maxVelocity: number, maxAcceleration: number, seconds: number): void {
    const distance = goal - this.position;
    if (!Number.isFinite(maxVelocity) && !Number.isFinite(maxAcceleration)) {
      this.settle(goal);
      return;
    }
    if (seconds <= 0) return;
    const change = maxAcceleration * seconds;
    // Braking goes in steps: what the last of them may leave.
    const hair = Number.isFinite(change) ? (change * seconds) / 8 : 0;
    if (Math.abs(this.velocity) <= change && Math.abs(distance) <= hair) {
      this.settle(goal);
      return;
    }
    const wanted = Math.sign(distance) * Math.min(maxVelocity, approachSpeed(Math.abs(distance), maxAcceleration, seconds));
    this.velocity = Math.min(this.velocity + change, Math.max(this.velocity - change, wanted));
    this.position += this.velocity * seconds;
  }
}

/** The highest speed of this step from which the rest of the distance is enough to brake in, step by step. */
function approachSpeed(distance: number, acceleration: number, seconds: number): number {
  if (!Number.isFinite(acceleration)) return distance / seconds;
  const half = (acceleration * seconds) / 2;
  return Math.min(distance / seconds, Math.sqrt(half * half + 2 * acceleration * distance) - half);
}
