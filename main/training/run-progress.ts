import type { RunState, RunSummary, TemperatureSetting, TrainingStatus } from '../../shared/training';
import type { LearningProgress } from './metrics-window';
import { summaryOf, type RunRecord } from './run-record';
import { createTrainingClock } from './training-clock';

/**
 * How far a run has come and how it is: what its session changes, and the three forms in which it is told: run.json,
 * the library's summary, the status of a window.
 */
export class RunProgress {
  readonly clock;
  step: number;
  updates: number;
  episodes: number;
  lastEvaluation: RunRecord['lastEvaluation'];
  state: RunState = 'preparing';
  note: string | undefined;
  executor: string;
  alpha: number;
  policyVersion = 0;
  private policySinceMs = 0;
  private updatesPerS = 0;
  /** Why training is held up: the learner is being started again. */
  private heldUpBy: string | undefined;

  constructor(
    private readonly stored: RunRecord,
    public temperature: TemperatureSetting,
    private readonly nowMs: () => number,
  ) {
    ({ step: this.step, updates: this.updates, episodes: this.episodes, lastEvaluation: this.lastEvaluation } = stored);
    this.clock = createTrainingClock(nowMs, stored.elapsedS);
    this.executor = stored.settings.executor;
    this.alpha = temperature.mode === 'fixed' ? temperature.alpha : stored.hyper.initialAlpha;
  }

  /** Time counts while the run trains and nothing holds it up. */
  enter(state: RunState, note?: string): void {
    this.state = state;
    this.note = note ?? (state === 'training' ? this.heldUpBy : undefined);
    this.keepTime();
  }

  /** Training is held up, with the reason, or (undefined) goes on again. */
  hold(sentence: string | undefined): void {
    // A pause that came meanwhile has a reason of its own, which stays.
    if (sentence !== undefined || this.note === this.heldUpBy) this.note = sentence;
    this.heldUpBy = sentence;
    this.keepTime();
  }

  acted(step: number, policyVersion: number): void {
    const { learningStarts } = this.stored.hyper;
    if (this.step < learningStarts && step >= learningStarts) this.clock.newPace();
    this.step = step;
    if (policyVersion !== this.policyVersion) this.policySinceMs = this.nowMs();
    this.policyVersion = policyVersion;
    this.clock.at(step);
  }

  learnt({ updates, updatesPerS, temperature, metrics }: LearningProgress): void {
    this.updates = updates;
    this.updatesPerS = updatesPerS;
    this.temperature = temperature;
    this.alpha = metrics.alpha;
  }

  record(): RunRecord {
    const { stored, state, note, step, updates, episodes, lastEvaluation, clock } = this;
    const over = state === 'finished' || state === 'failed';
    return {
      ...stored,
      state,
      ...(state === 'failed' ? { note } : {}),
      ...(over ? { owner: undefined } : {}),
      savedMs: this.nowMs(),
      step,
      updates,
      episodes,
      elapsedS: clock.elapsedS,
      lastEvaluation,
    };
  }

  summary(): RunSummary {
    return summaryOf(this.record(), this.nowMs());
  }

  status(): TrainingStatus {
    const { stored, state, note, step, updates, executor, temperature, alpha, updatesPerS, policyVersion } = this;
    const { stepsPerS } = this.clock;
    const learning = state === 'training' && step >= stored.hyper.learningStarts && stepsPerS > 0;
    return {
      ...this.summary(),
      executor,
      temperature,
      alpha,
      updatesPerS,
      stepsPerS,
      ...(policyVersion === 0 ? {} : { policyLag: Math.max(0, updates - policyVersion), policyAgeS: this.policyAgeS() }),
      ...(learning ? { timeLeftS: (stored.settings.steps - step) / stepsPerS } : {}),
      ...(note === undefined ? {} : { note }),
    };
  }

  /** A policy that is not replaced while training rests does not age. */
  policyAgeS(): number | undefined {
    // A lock-step run repeats its rows to the last digit, whatever the clock says.
    return this.stored.settings.lockstep || this.policyVersion === 0 || this.state !== 'training' ? undefined : (this.nowMs() - this.policySinceMs) / 1000;
  }

  private keepTime(): void {
    if (this.state === 'training' && this.heldUpBy === undefined) this.clock.run();
    else this.clock.rest();
  }
}
