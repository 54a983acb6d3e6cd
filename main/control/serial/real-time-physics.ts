import type { ControlTime } from '../control-time';

/** How often the physics behind an emulated arm goes on, and by how much at a time, milliseconds. */
export const physicsSliceMs = 5;
/** After a longer pause of the process the rest of it is left out. */
const longestPauseMs = 100;

/** Lets simulated time follow real time in even slices; `advance` takes one of them. The result ends it. */
export function keepPhysicsInTime(time: ControlTime, advance: (seconds: number) => void): () => void {
  let lastMs = time.monotonicMs();
  let cancelTimer: () => void;
  function pass(): void {
    cancelTimer = time.after(physicsSliceMs, pass);
    const nowMs = time.monotonicMs();
    lastMs = Math.max(lastMs, nowMs - longestPauseMs);
    for (; lastMs + physicsSliceMs <= nowMs; lastMs += physicsSliceMs) advance(physicsSliceMs / 1000);
  }
  cancelTimer = time.after(physicsSliceMs, pass);
  return () => cancelTimer();
}
