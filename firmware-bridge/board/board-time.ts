/** Time as the drivers use it; tests turn one by hand. */
export interface BoardTime {
  /** Monotonic milliseconds. */
  monotonicMs(): number;
  /** Calls once after at least this many milliseconds; the result cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

export const systemBoardTime: BoardTime = {
  monotonicMs: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};
