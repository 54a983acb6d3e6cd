import type { ArmDescription, ArmState, LinkCounts } from '../../shared/arm';
import type { ArmDriver } from '../../shared/arm-driver';
import { Failure } from '../../shared/contract/failure';
import { Listeners, type Transport } from '../transport/transport';
import { BoardLink, helloPatience } from './board-link';
import { refusalSentence, restartSentence, silenceSentence, versionSentence } from './board-sentences';
import { systemBoardTime, type BoardTime } from './board-time';
import { LinkGuard } from './link-guard';
import { acknowledgeStatus, boardEvent, boardMode, jointCount, protocolVersion, stateFlag, unitsPerUs, type MessageOf } from './messages';
import { JointPulses, type PulseCalibration } from './pulse-calibration';

export interface BoardArmOptions {
  /** Six joints, in the order of the servo outputs. */
  readonly description: ArmDescription;
  readonly calibration: readonly PulseCalibration[];
  readonly time?: BoardTime;
}

const telemetryPeriodMs = 20;
/** A goal this near to where the arm is held asks it to stay: about one degree. */
const stayUnits = 11 * unitsPerUs;

/**
 * An arm of six hobby servos on a Tempera board.
 *
 * Hobby servos report nothing. `positionRad` is where the board tells them to be, after its own limits and slew; a
 * joint that is blocked, or that is moved by hand while released, does not show. `warnings` says so to the operator.
 */
export class BoardArm implements ArmDriver {
  readonly description: ArmDescription;
  readonly warnings: readonly string[];
  private readonly lost = new Listeners<string>();
  private readonly guard: LinkGuard;
  private readonly unsubscribe: readonly (() => void)[];
  private torqueOn = false;
  private gone: string | undefined;
  private latest: { readonly state: MessageOf<'state'>; readonly velocityRadS: Float64Array };

  private constructor(
    private readonly link: BoardLink,
    { description, time }: BoardArmOptions,
    private readonly pulses: readonly JointPulses[],
    first: MessageOf<'state'>,
  ) {
    this.description = description;
    this.warnings = notesOf(first);
    this.latest = { state: first, velocityRadS: new Float64Array(jointCount) };
    const { transport } = link;
    this.guard = new LinkGuard(link, time ?? systemBoardTime, () => this.fallSilent());
    this.unsubscribe = [
      link.onUnasked((message) => {
        if (message.type === 'event' && message.event === boardEvent.boot) this.lose(restartSentence(transport.address, message.resetCause));
      }),
      transport.onLost((sentence) => this.lose(sentence)),
    ];
  }

  /**
   * Greets the board at the far end of a line, checks its version and sends the limits of the joints. The arm does not
   * move. Takes the line over, and closes it when it rejects.
   * @throws Failure that says what is wrong and what to do.
   */
  static async open(transport: Transport, options: BoardArmOptions): Promise<BoardArm> {
    const link = new BoardLink(transport, options.time ?? systemBoardTime);
    try {
      const pulses = pulsesOf(options);
      await greet(link);
      await sendLimits(link, pulses);
      await accepted(link.command({ type: 'telemetry', periodMs: telemetryPeriodMs }));
      return new BoardArm(link, options, pulses, await link.state());
    } catch (thrown) {
      await link.close();
      throw thrown;
    }
  }

  /** Frames, damage and retries on the line since it was opened. */
  get counts() {
    return this.link.counts;
  }

  get linkCounts(): LinkCounts {
    const { exchanges, retries, failures, damaged, wrongCrcs } = this.link.counts;
    return { exchanges, retries, failures, damaged: damaged + wrongCrcs };
  }

  async read(): Promise<ArmState> {
    this.requireLink();
    const before = this.latest;
    const state = await this.link.state();
    const elapsedS = (state.timeMs - before.state.timeMs) / 1000;
    const moved = (joint: number) => this.position(joint, state.widths) - this.position(joint, before.state.widths);
    const velocityRadS = elapsedS > 0 ? Float64Array.from(this.pulses, (_, joint) => moved(joint) / elapsedS) : before.velocityRadS;
    this.latest = { state, velocityRadS };
    return {
      timeS: state.timeMs / 1000,
      positionRad: Float64Array.from(this.pulses, (_, joint) => this.position(joint, state.widths)),
      velocityRadS,
      goalRad: Float64Array.from(this.pulses, (_, joint) => this.position(joint, state.targetWidths)),
    };
  }

  async command(goalRad: Float64Array): Promise<void> {
    this.requireLink();
    const widths = this.pulses.map((pulses, joint) => pulses.widthOf(goalRad[joint] ?? Number.NaN));
    // Without pulses there is nothing to steer; they come on at the position that the board has.
    if (!this.torqueOn) return;
    const { status } = await this.link.command({ type: 'set-targets', widths });
    if (status === acknowledgeStatus.ok) return;
    const holds = status === acknowledgeStatus.held || status === acknowledgeStatus.stopped;
    if (!holds || !(await this.staysAt(widths))) throw refused(status);
    // A held board moves on only after it was asked to stay where it is: that is how the supervisor engages.
    await accepted(this.link.command({ type: 'clear' }));
    await accepted(this.link.command({ type: 'set-targets', widths }));
  }

  async setTorque(on: boolean): Promise<void> {
    this.requireLink();
    if (on) {
      const { mode } = await this.link.state();
      if (mode !== boardMode.ready) await accepted(this.link.command({ type: 'clear' }));
    }
    await accepted(this.link.command({ type: 'pulses', on: on ? 1 : 0 }));
    this.torqueOn = on;
  }

  /** Time passes by itself. */
  advance(): Promise<void> {
    return Promise.resolve();
  }

  onLost(listener: (sentence: string) => void): () => void {
    return this.lost.add(listener);
  }

  /** Leaves the board holding: at once by a stop, or by its watchdog where the line is gone. */
  async close(): Promise<void> {
    this.end();
    if (this.torqueOn && this.gone === undefined) await this.stopBoard();
    await this.link.close();
  }

  private async stopBoard(): Promise<void> {
    try {
      await this.link.command({ type: 'stop' });
    } catch (thrown) {
      // The watchdog of a board that cannot be reached holds as well.
      if (!(thrown instanceof Failure)) throw thrown;
    }
  }

  private position(joint: number, widths: readonly number[]): number {
    return this.pulses[joint]?.positionOf(widths[joint] ?? Number.NaN) ?? Number.NaN;
  }

  private async staysAt(widths: readonly number[]): Promise<boolean> {
    const state = await this.link.state();
    return widths.every((width, joint) => Math.abs(width - (state.widths[joint] ?? Number.NaN)) <= stayUnits);
  }

  private fallSilent(): void {
    const { transport } = this.link;
    this.lose(`The board at ${transport.address} has sent nothing for 300 ms. It holds the arm by itself; check its cable and connect again.`);
    // The other direction may still work, and must not carry anything on.
    void this.stopBoard();
  }

  private lose(sentence: string): void {
    if (this.gone !== undefined) return;
    this.gone = sentence;
    this.end();
    this.lost.emit(sentence);
  }

  private end(): void {
    this.guard.close();
    for (const unsubscribe of this.unsubscribe) unsubscribe();
  }

  private requireLink(): void {
    if (this.gone !== undefined) throw new Failure('link-lost', this.gone);
  }
}

function pulsesOf({ description, calibration }: BoardArmOptions): readonly JointPulses[] {
  const { joints, title } = description;
  if (joints.length !== jointCount || calibration.length !== jointCount) {
    throw new Failure('bad-argument', `A Tempera board drives ${jointCount} joints; ${title} has ${joints.length}, and its calibration ${calibration.length}.`);
  }
  return joints.map((joint, index) => {
    const own = calibration[index];
    if (own === undefined) throw new Failure('bad-argument', `Joint ${joint.name} has no calibration.`);
    return new JointPulses(joint, own);
  });
}

async function greet(link: BoardLink): Promise<void> {
  const { address } = link.transport;
  const hello = await link.hello(protocolVersion, helloPatience).catch((thrown: unknown) => {
    const unanswered = thrown instanceof Failure && thrown.code === 'link-lost' && link.transport.isOpen;
    throw unanswered ? new Failure('unavailable', silenceSentence(address), { cause: thrown }) : thrown;
  });
  if (hello.protocolVersion !== protocolVersion) throw new Failure('unavailable', versionSentence(address, hello));
  if (hello.jointCount !== jointCount) throw new Failure('unavailable', `The board at ${address} drives ${hello.jointCount} servos; this Tempera expects ${jointCount}.`);
}

/** Sends the limits that the board does not have yet: it keeps them, and its memory wears out by writing. */
async function sendLimits(link: BoardLink, pulses: readonly JointPulses[]): Promise<void> {
  for (const [joint, { limits }] of pulses.entries()) {
    const { lowest, highest, slewUsS } = await link.limits(joint);
    if (lowest === limits.lowest && highest === limits.highest && slewUsS === limits.slewUsS) continue;
    await accepted(link.command({ type: 'set-limits', joint, ...limits }));
  }
}

async function accepted(answer: Promise<MessageOf<'acknowledge'>>): Promise<void> {
  const { status } = await answer;
  if (status !== acknowledgeStatus.ok) throw refused(status);
}

function refused(status: number): Failure {
  return new Failure('stopped', refusalSentence(status));
}

function notesOf(state: MessageOf<'state'>): readonly string[] {
  const openLoop = 'Hobby servos report nothing: the position shown is where they are told to be.';
  const known = (state.flags & stateFlag.positionKnown) !== 0;
  const unknown = 'The board has lost power since it last moved the arm: put the arm by hand into the posture that is shown before engaging, as the servos go there at once.';
  return known ? [openLoop] : [openLoop, unknown];
}
