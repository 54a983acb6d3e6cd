import type { ControlTime } from './control-time';

/** Says yes at most once in `intervalMs`: for what is shown and need not be complete. */
export function createThrottle(intervalMs: number, time: ControlTime): () => boolean {
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = time.monotonicMs();
    if (nowMs - lastMs < intervalMs) return false;
    lastMs = nowMs;
    return true;
  };
}
