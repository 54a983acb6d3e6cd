import type { Clock } from '../lab/clock';

export interface QuitOptions {
  /** The part of Electron's app that is used. */
  readonly app: {
    on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown;
    exit(code: number): void;
  };
  readonly lab: { close(): Promise<void> };
  readonly clock: Clock;
  readonly limitMs: number;
  /** Takes what went wrong, for the log. */
  readonly report: (sentence: string) => void;
}

/** On the way out the lab is closed in order, the arm held and the training checkpointed, but not for ever. */
export function closeOnQuit({ app, lab, clock, limitMs, report }: QuitOptions): void {
  let closing = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    const cancel = clock.after(limitMs, () => {
      report(`Tempera did not end in order within ${limitMs / 1000} s and ends now; the last checkpoint is kept.`);
      app.exit(1);
    });
    lab.close().then(
      () => {
        cancel();
        app.exit(0);
      },
      (error: unknown) => {
        cancel();
        report(`Tempera did not end in order: ${String(error)}`);
        app.exit(1);
      },
    );
  });
}
