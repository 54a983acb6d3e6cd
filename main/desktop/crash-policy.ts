/** Crashes of the page within this time count together. */
const windowMs = 60_000;
const reloadLimit = 3;

/** What to do about a page whose process has gone. Control and training go on meanwhile, in processes of their own. */
export type CrashDecision = 'ignore' | 'reload' | 'give-up';

/** Decides on each `render-process-gone`: reload, but not for ever. `reason` is as Electron gives it. */
export function createCrashPolicy(nowMs: () => number): (reason: unknown) => CrashDecision {
  let crashes: readonly number[] = [];
  return (reason) => {
    if (reason === 'clean-exit') return 'ignore';
    const now = nowMs();
    crashes = [...crashes.filter((atMs) => now - atMs < windowMs), now];
    return crashes.length > reloadLimit ? 'give-up' : 'reload';
  };
}
