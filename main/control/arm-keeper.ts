import type { ControlRate } from '../../shared/arm';
import { Failure } from '../../shared/contract/failure';
import { armPose } from './arm-pose';
import type { ConnectedArm } from './connect-arm';
import { createRealTimeClock } from './control-clock';
import type { ControlTime } from './control-time';
import type { ControlView } from './control-view';
import { SupervisedTravel } from './supervised-travel';
import type { MotionRequest } from './supervisor';

/** The period at which an arm is held, jogged and replayed, seconds. */
export const keepingPeriodS = 0.05;
/** When whoever moves the arm has been silent for this long, the keeper's tick holds it, milliseconds. */
const silenceMs = 2.5 * keepingPeriodS * 1000;

const hold: MotionRequest = { type: 'hold' };

/**
 * Keeps a connected arm: ticks it at 20 Hz whenever nobody else does, so that it is held, watched, jogged and shown.
 * Runs until `close`.
 */
export class ArmKeeper {
  private readonly clock;
  private travel: SupervisedTravel | undefined;
  private closed = false;
  private asleep: { readonly wake: () => void } | undefined;
  private readonly running: Promise<void>;

  constructor(
    readonly connected: ConnectedArm,
    private readonly view: ControlView,
    private readonly time: ControlTime,
    /** Who else ticks the arm now; `simulated` time stands still between its ticks, so that the keeper must not tick. */
    private readonly otherTicks: () => 'none' | 'real-time' | 'simulated',
  ) {
    this.clock = createRealTimeClock(keepingPeriodS, time);
    this.running = this.run();
  }

  rate(): ControlRate | undefined {
    return this.clock.rate();
  }

  /** Moves towards a posture until it is reached or a limit is in the way. Throws a `Failure` when the arm may not be moved. */
  jog(positionRad: readonly number[]): void {
    const { arm } = this.connected;
    const { joints, title } = arm.description;
    if (positionRad.length !== joints.length) {
      throw new Failure('bad-argument', `${title} has ${joints.length} joints, but ${positionRad.length} angles were given.`);
    }
    arm.take('jog');
    this.travel = new SupervisedTravel(arm, 'jog', Float64Array.from(positionRad));
  }

  /** Gives up a jog in hand with the next tick. */
  endJog(): void {
    this.travel = undefined;
  }

  /** Ticks again after others have had the arm. */
  resume(): void {
    this.asleep?.wake();
  }

  /** Leaves the arm holding and closes it. */
  async close(): Promise<void> {
    this.closed = true;
    this.clock.wake();
    this.resume();
    await this.running;
    await this.connected.close();
  }

  private async run(): Promise<void> {
    const { arm } = this.connected;
    while (!this.closed) {
      await this.clock.next();
      if (this.closed) return;
      const others = this.otherTicks();
      if (others === 'simulated' || arm.linkLost) await this.sleep();
      else if (others === 'none' || this.time.monotonicMs() - arm.lastTickMs > silenceMs) await this.tick();
    }
  }

  private async tick(): Promise<void> {
    const { arm, twin } = this.connected;
    if (arm.stopReason !== undefined || arm.owner !== 'jog') this.travel = undefined;
    if (this.travel === undefined) arm.yield('jog');
    const { travel } = this;
    const state = await arm.tick(travel?.request ?? hold, keepingPeriodS);
    if (travel !== undefined && travel === this.travel && travel.progress(keepingPeriodS) !== 'moving') {
      this.travel = undefined;
      arm.yield('jog');
    }
    this.view.offerPose(twin.scene.id, () => armPose(twin, state));
  }

  private async sleep(): Promise<void> {
    await new Promise<void>((resolve) => (this.asleep = { wake: resolve }));
    this.asleep = undefined;
    this.clock.restart();
  }
}
