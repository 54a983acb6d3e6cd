/** Wakes one waiting loop. */
export interface Signal {
  raise(): void;
  /** Resolves at the next `raise`, at once if one came since the last wait, or when the time is up. */
  wait(timeoutMs?: number): Promise<void>;
}

export function createSignal(): Signal {
  let raised = false;
  let wake: (() => void) | undefined;
  return {
    raise() {
      if (wake === undefined) raised = true;
      else wake();
    },
    wait(timeoutMs) {
      if (raised) {
        raised = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const settle = (): void => {
          wake = undefined;
          clearTimeout(timer);
          resolve();
        };
        const timer = timeoutMs === undefined ? undefined : setTimeout(settle, timeoutMs);
        wake = settle;
      });
    },
  };
}
