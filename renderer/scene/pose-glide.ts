/** Numbers per body: x, y, z, then quaternion w, x, y, z. */
export const poseStride = 7;

/** Frames are spread over the measured time between them, within these bounds, milliseconds. */
const shortest = 8;
const longest = 120;

/**
 * Smooths poses that come slower than the screen draws: each new pose is reached in about the time in which the next
 * one is due. Positions are interpolated linearly, quaternions along the shorter way and normalised.
 */
export class PoseGlide {
  private from = new Float32Array(0);
  private to = new Float32Array(0);
  private startedMs = 0;
  private spanMs = 50;
  private arrivedMs: number | undefined;

  /** Takes a new pose. A change in size, or `jump`, is shown at once. */
  push(bodies: Float32Array, nowMs: number, jump: boolean): void {
    if (jump || bodies.length !== this.to.length) {
      this.from = bodies.slice();
      this.to = bodies.slice();
      this.arrivedMs = nowMs;
      return;
    }
    this.sample(nowMs, this.from);
    this.to.set(bodies);
    if (this.arrivedMs !== undefined) {
      const measured = Math.min(longest, Math.max(shortest, nowMs - this.arrivedMs));
      this.spanMs += 0.2 * (measured - this.spanMs);
    }
    this.arrivedMs = nowMs;
    this.startedMs = nowMs;
  }

  /** Number of values of the newest pose: bodies x 7. */
  get size(): number {
    return this.to.length;
  }

  /** Writes the pose to draw at `nowMs` into `out` (may be the array that was the start). Returns true once at rest. */
  sample(nowMs: number, out: Float32Array): boolean {
    const fraction = Math.min(1, Math.max(0, (nowMs - this.startedMs) / this.spanMs));
    interpolatePoses(this.from, this.to, fraction, out);
    return fraction >= 1;
  }
}

/** Interpolates every body between two poses; `out` may be one of them. */
export function interpolatePoses(from: Float32Array, to: Float32Array, fraction: number, out: Float32Array): void {
  for (let at = 0; at + poseStride <= to.length; at += poseStride) {
    for (let axis = 0; axis < 3; axis++) out[at + axis] = mix(from[at + axis], to[at + axis], fraction);
    let dot = 0;
    for (let part = 3; part < poseStride; part++) dot += (from[at + part] ?? 0) * (to[at + part] ?? 0);
    // q and -q are the same turn; the one nearer to the start is the shorter way.
    const sign = dot < 0 ? -1 : 1;
    let norm = 0;
    for (let part = 3; part < poseStride; part++) {
      const value = mix(from[at + part], sign * (to[at + part] ?? 0), fraction);
      out[at + part] = value;
      norm += value * value;
    }
    const scale = norm > 0 ? 1 / Math.sqrt(norm) : 0;
    for (let part = 3; part < poseStride; part++) out[at + part] = (out[at + part] ?? 0) * scale;
  }
}

function mix(from = 0, to = 0, fraction: number): number {
  return from + (to - from) * fraction;
}
