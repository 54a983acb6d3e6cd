import type { ArmStatus } from '../../shared/arm';
import type { ControlTime } from './control-time';

const pollMs = 100;
const intervalMs = 1000;

/** Posts the status of the arm when something in it changed that an operator acts on, and once a second. */
export class StatusPoster {
  private posted = '';
  private postedAtMs = Number.NEGATIVE_INFINITY;
  private cancelPoll: () => void;

  constructor(
    private readonly status: () => ArmStatus,
    private readonly post: (status: ArmStatus) => void,
    private readonly time: ControlTime,
  ) {
    this.cancelPoll = time.after(pollMs, () => this.poll());
  }

  close(): void {
    this.cancelPoll();
  }

  private poll(): void {
    this.cancelPoll = this.time.after(pollMs, () => this.poll());
    const status = this.status();
    const { mode, owner, stop, address, warnings } = status;
    const key = JSON.stringify([mode, owner, stop, address, warnings]);
    const nowMs = this.time.monotonicMs();
    if (key === this.posted && nowMs - this.postedAtMs < intervalMs) return;
    this.posted = key;
    this.postedAtMs = nowMs;
    this.post(status);
  }
}
