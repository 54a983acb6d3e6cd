import type { SetupRequest, SetupState } from '../../shared/arm-setup';
import { Failure, failureReport } from '../../shared/contract/failure';
import { beginProcedure } from './procedures';
import type { Procedure, SetupTools } from './setup-tools';
import { Abandoned, type Choice } from './stage';

/** Runs one procedure of setting up at a time, and says what it shows. */
export class SetupDesk {
  private procedure: Procedure | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly tools: SetupTools,
    private readonly publish: (state: SetupState) => void,
  ) {}

  get state(): SetupState {
    return this.procedure?.stage.state ?? { type: 'idle' };
  }

  /** A procedure is under way: the port is its own. */
  get busy(): boolean {
    const { state } = this;
    return state.type !== 'idle' && state.phase === 'running';
  }

  /** @throws Failure when a procedure is under way already. */
  begin(request: SetupRequest, calibrationFolder: string): void {
    if (this.busy) throw new Failure('busy', 'An arm is being set up already: finish that, or give it up.');
    this.procedure = beginProcedure(request, { ...this.tools, calibrationFolder }, (state) => this.publish(state));
    this.publish(this.state);
    this.run(this.procedure);
  }

  /** Resolves once the procedure shows what comes of it. @throws Failure when the present state does not offer that action. */
  async act(choice: Choice): Promise<void> {
    const { procedure } = this;
    if (procedure === undefined) throw new Failure('not-found', 'Nothing is being set up now: begin with "setup.begin".');
    const { state } = procedure.stage;
    if (state.phase === 'running') return procedure.stage.act(choice);
    if (choice.name === 'close') return this.abandon();
    if (choice.name !== 'retry' || !state.actions.some(({ name }) => name === choice.name)) throw new Failure('bad-argument', `"${choice.name}" is not possible now; possible are ${state.actions.map(({ name }) => name).join(', ')}.`);
    await this.running;
    this.run(procedure);
  }

  /** A procedure shows that it is over a moment before it has closed its port: resolves once that is done. */
  async portsClosed(): Promise<void> {
    if (!this.busy) await this.running;
  }

  /** Ends what is under way at the next place where it can, and clears it away. */
  async abandon(): Promise<void> {
    this.procedure?.stage.abandon();
    await this.running;
    this.clear();
  }

  /** @throws Failure when nothing is being set up that could be turned by hand. */
  turnByHand(joint: string, positionRad: number): void {
    if (this.procedure?.turnByHand === undefined || !this.busy) throw new Failure('unavailable', 'Only an emulated arm is turned by hand in the window, and only while it is being calibrated.');
    this.procedure.turnByHand(joint, positionRad);
  }

  private run(procedure: Procedure): void {
    this.running = procedure.run().catch((thrown: unknown) => {
      if (thrown instanceof Abandoned) return this.clear();
      const { message } = failureReport(thrown);
      procedure.stage.end({
        phase: 'failed',
        instruction: 'This could not go on. Mend what is wrong, then try again: it goes on where it was.',
        problems: [message],
        actions: [
          { name: 'retry', label: 'Try again' },
          { name: 'close', label: 'Close' },
        ],
      });
    });
  }

  private clear(): void {
    if (this.procedure === undefined) return;
    this.procedure = undefined;
    this.publish(this.state);
  }
}
