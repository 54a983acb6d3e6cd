import type { StopReason } from '../../shared/arm';
import { Failure } from '../../shared/contract/failure';

/** What made the supervisor stop the arm; becomes a `StopReason` when it latches. */
export interface StopCause {
  readonly code: StopCode;
  readonly sentence: string;
  readonly remedy: string;
  readonly joint?: string;
}

export type StopCode =
  | 'operator'
  | 'bad-request'
  | 'tracking'
  | 'stall'
  | 'load'
  | 'current'
  | 'temperature'
  | 'low-voltage'
  | 'high-voltage'
  | 'bad-reading'
  | 'stale'
  | 'link-lost'
  | 'driver-failed'
  | 'replay-failed'
  | 'worker-failed';

export function stopReason(cause: StopCause, atMs: number): StopReason {
  return { ...cause, atMs };
}

const engage = 'press Engage to go on';

export function operatorStop(sentence: string): StopCause {
  return { code: 'operator', sentence, remedy: `When the arm may move again, ${engage}.` };
}

/** For a request that a stop has overtaken. */
export function stoppedMeanwhile(): Failure {
  return new Failure('stopped', 'STOP came after this was asked for, so it was not done: ask for it again if you still want it.');
}

export function badRequest(joint: string, value: number): StopCause {
  return {
    code: 'bad-request',
    sentence: `The target asked of ${joint} was ${value}, which is no angle.`,
    remedy: `The policy or the episode that asked for it is faulty: end the run or the replay, then ${engage}.`,
    joint,
  };
}

export function badReading(joint: string, value: number): StopCause {
  return {
    code: 'bad-reading',
    sentence: `The arm reported ${value} as the position of ${joint}, which is no angle.`,
    remedy: `Check the cable and the servo of ${joint}, then ${engage}.`,
    joint,
  };
}

export function staleReadings(missingS: number, detail: string): StopCause {
  return {
    code: 'stale',
    sentence: `The arm gave no fresh reading for ${Math.round(missingS * 1000)} ms: ${detail}`,
    remedy: `Check the cable and the power of the arm, then ${engage}.`,
  };
}

export function linkLost(detail: string): StopCause {
  return { code: 'link-lost', sentence: `The link to the arm is gone: ${detail}`, remedy: 'Check the cable and connect the arm again.' };
}

export function driverFailed(detail: string): StopCause {
  return {
    code: 'driver-failed',
    sentence: `The arm's driver failed: ${detail}`,
    remedy: `Disconnect and connect the arm again; report the error if it comes back.`,
  };
}

export function replayFailed(episodeId: string, detail: string): StopCause {
  return {
    code: 'replay-failed',
    sentence: `The replay of ${episodeId} could not go on: ${detail}`,
    remedy: `Look at the arm, then ${engage}; the same episode may fail again.`,
  };
}

export function workerFailed(detail: string): StopCause {
  return {
    code: 'worker-failed',
    sentence: `The control process met an error of its own: ${detail}`,
    remedy: 'Connect the arm again; report the error if it comes back.',
  };
}
