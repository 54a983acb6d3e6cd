/** Numbers per body: x, y, z, then quaternion w, x, y, z. */
export const poseStride = 7;

/**
 * Interpolates every body between two poses: positions linearly, quaternions along the shorter way and normalised.
 * `out` may be one of them.
 */
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

/** Interpolates every number between two arrays; `out` may be one of them. */
export function interpolate(from: Float32Array, to: Float32Array, fraction: number, out: Float32Array): void {
  for (let index = 0; index < to.length; index++) out[index] = mix(from[index], to[index], fraction);
}

function mix(from = 0, to = 0, fraction: number): number {
  return from + (to - from) * fraction;
}
