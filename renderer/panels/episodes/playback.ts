import { stepAtTime } from '../../plots/track-geometry';

/** Where a replay in the window stands. It moves no arm. */
export interface Playback {
  /** Seconds on the episode's own clock. */
  readonly timeS: number;
  readonly stepIndex: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly loop: boolean;
}

export const speeds = [0.1, 0.25, 0.5, 1, 2, 5] as const;

export function startOf(times: ArrayLike<number>): Playback {
  return { timeS: times[0] ?? 0, stepIndex: 0, playing: false, speed: 1, loop: false };
}

/** Lets `elapsedS` seconds of the window's time pass. At the end it stops, or begins again where it loops. */
export function advance(playback: Playback, elapsedS: number, times: ArrayLike<number>): Playback {
  if (!playback.playing || times.length === 0) return playback;
  const first = times[0] ?? 0;
  const last = times[times.length - 1] ?? first;
  const timeS = playback.timeS + elapsedS * playback.speed;
  if (timeS < last) return at({ ...playback, timeS }, times);
  if (!playback.loop || last <= first) return at({ ...playback, timeS: last, playing: false }, times);
  return at({ ...playback, timeS: first + ((timeS - first) % (last - first)) }, times);
}

/** Goes to a step; steps outside the episode are its ends. */
export function seekStep(playback: Playback, stepIndex: number, times: ArrayLike<number>): Playback {
  const index = Math.min(Math.max(0, Math.round(stepIndex)), Math.max(0, times.length - 1));
  return { ...playback, timeS: times[index] ?? 0, stepIndex: index };
}

/** Goes to a time, for a drag along the time line. */
export function seekTime(playback: Playback, timeS: number, times: ArrayLike<number>): Playback {
  return seekStep(playback, stepAtTime(times, timeS), times);
}

/** Starts or pauses; at the end it starts over. */
export function toggle(playback: Playback, times: ArrayLike<number>): Playback {
  if (playback.playing) return { ...playback, playing: false };
  const atEnd = playback.stepIndex >= times.length - 1;
  return { ...(atEnd ? seekStep(playback, 0, times) : playback), playing: times.length > 1 };
}

/** The next slower or faster of the offered speeds. */
export function changeSpeed(playback: Playback, direction: -1 | 1): Playback {
  const faster = speeds.find((speed) => speed > playback.speed + 1e-9);
  const slower = speeds.findLast((speed) => speed < playback.speed - 1e-9);
  return { ...playback, speed: (direction > 0 ? faster : slower) ?? playback.speed };
}

function at(playback: Playback, times: ArrayLike<number>): Playback {
  return { ...playback, stepIndex: stepAtTime(times, playback.timeS) };
}
