import { constants, setPriority } from 'node:os';

/**
 * Asks the system to let this process run before others, so that its ticks are even while a learner uses the cores.
 * Returns whether it did: without the right to it, as is usual on Linux, the process stays as it is.
 */
export function raisePriority(): boolean {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ERR_SYSTEM_ERROR' || thrown.code === 'EACCES' || thrown.code === 'EPERM')) return false;
    throw thrown;
  }
}

/** Lets the control loop go before this process; 5 of the 19 steps that Unix has below normal. */
export function stepBehindControl(): void {
  setPriority(5);
}
