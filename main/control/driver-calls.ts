import { Failure } from '../../shared/contract/failure';
import type { ControlTime } from './control-time';

/**
 * Calls into a driver, each with a deadline. A call that has not come back keeps others of its name from piling up
 * behind it: they fail at once until it does.
 */
export class DriverCalls {
  private readonly unanswered = new Set<string>();
  private overdue = 0;

  constructor(
    private readonly time: ControlTime,
    private readonly deadlineMs: number,
  ) {}

  /** A call has been waiting for longer than its deadline, and still is. */
  get silent(): boolean {
    return this.overdue > 0;
  }

  /** Rejects with a `Failure` of code `link-lost` when the driver is silent, else as the driver does. */
  run<Result>(name: string, call: () => Promise<Result>, deadlineMs = this.deadlineMs): Promise<Result> {
    if (this.unanswered.has(name)) return Promise.reject(this.silence(name, deadlineMs));
    return new Promise<Result>((resolve, reject) => {
      this.unanswered.add(name);
      let late = false;
      const cancel = this.time.after(deadlineMs, () => {
        late = true;
        this.overdue += 1;
        reject(this.silence(name, deadlineMs));
      });
      const settle = (): void => {
        cancel();
        this.unanswered.delete(name);
        if (late) this.overdue -= 1;
      };
      // A driver may also throw before it returns a promise.
      Promise.resolve()
        .then(call)
        .then(
          (result) => {
            settle();
            resolve(result);
          },
          (thrown: unknown) => {
            settle();
            reject(thrown);
          },
        );
    });
  }

  private silence(name: string, deadlineMs: number): Failure {
    return new Failure('link-lost', `it did not answer "${name}" within ${deadlineMs} ms.`);
  }
}
