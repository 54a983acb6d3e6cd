import type { SetupAction, SetupActionName, SetupState } from '../../shared/arm-setup';
import { Failure } from '../../shared/contract/failure';

/** A state of a procedure that is going on, or has ended. */
export type ActiveState = Exclude<SetupState, { readonly type: 'idle' }>;

/** What the operator chose. */
export interface Choice {
  readonly name: SetupActionName;
  readonly joint?: string;
}

/** Thrown inside a procedure that the operator has given up. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

interface Question {
  resolve(choice: Choice): void;
  reject(reason: unknown): void;
}

/**
 * What a procedure shows, and where it waits for the operator. A procedure is written as one function from the first
 * step to the last; `ask` shows a step and resolves with the action that was taken.
 */
export class Stage<State extends ActiveState = ActiveState> {
  private question: Question | undefined;
  private abandoned = false;
  private readonly nextStep = new Set<() => void>();

  constructor(
    private shown: State,
    private readonly publish: (state: State) => void,
  ) {}

  get state(): State {
    return this.shown;
  }

  /** Changes what is shown within a step. */
  show(change: Partial<State>): void {
    this.shown = { ...this.shown, ...change };
    this.publish(this.shown);
  }

  /** Shows a step in which the procedure works by itself. @throws Abandoned when it was given up. */
  work(change: Partial<State>): void {
    this.checkpoint();
    this.step(change);
  }

  /** Shows the last step, as which the procedure ends. */
  end(change: Partial<State> & { readonly phase: 'done' | 'failed' }): void {
    this.step(change);
  }

  /**
   * Shows a step with its actions and waits for one of them.
   * @param live called again and again meanwhile; what it throws ends the waiting.
   */
  async ask(change: Partial<State> & { readonly actions: readonly SetupAction[] }, live?: () => Promise<void>): Promise<Choice> {
    this.checkpoint();
    const answer = new Promise<Choice>((resolve, reject) => {
      this.question = { resolve, reject };
    });
    this.step(change);
    const following = live === undefined ? Promise.resolve() : this.follow(live);
    try {
      return await answer;
    } finally {
      // What it shows last must not come after the next step.
      await following;
    }
  }

  /**
   * Takes an action that the present state offers; resolves once the procedure shows what comes of it.
   * @throws Failure when it is not offered, or not possible yet.
   */
  act(choice: Choice): Promise<void> {
    const offered = this.shown.actions.find(({ name, joint }) => name === choice.name && joint === choice.joint);
    if (offered === undefined || this.question === undefined) {
      const names = this.shown.actions.map(({ name, joint }) => (joint === undefined ? name : `${name} ${joint}`)).join(', ');
      throw new Failure('bad-argument', `"${choice.name}" is not possible now; ${names === '' ? 'wait until this step is over' : `possible are ${names}`}.`);
    }
    if (offered.blocked !== undefined) throw new Failure('busy', offered.blocked);
    const shown = new Promise<void>((resolve) => this.nextStep.add(resolve));
    this.question.resolve({ name: offered.name, ...(offered.joint === undefined ? {} : { joint: offered.joint }) });
    this.question = undefined;
    return shown;
  }

  /** The procedure ends at the next place where it can. */
  abandon(): void {
    this.abandoned = true;
    this.question?.reject(new Abandoned());
    this.question = undefined;
  }

  /** @throws Abandoned when the operator has given the procedure up. */
  checkpoint(): void {
    if (this.abandoned) throw new Abandoned();
  }

  /** Calls until the question is answered, or fails it with what was thrown. */
  private async follow(live: () => Promise<void>): Promise<void> {
    try {
      while (this.question !== undefined) await live();
    } catch (thrown) {
      this.question?.reject(thrown);
      this.question = undefined;
    }
  }

  private step(change: Partial<State>): void {
    // Progress, problems and actions were those of the step before.
    const kept = Object.entries(this.shown).filter(([name]) => name !== 'progress');
    this.shown = { ...Object.fromEntries(kept), phase: 'running', problems: [], actions: [] } as unknown as State;
    this.show(change);
    for (const tell of [...this.nextStep]) tell();
    this.nextStep.clear();
  }
}
