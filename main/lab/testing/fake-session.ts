import type { EpisodeOutcome } from '../../../shared/episodes';
import type { RunState, RunSummary, TrainingSettings, TrainingStatus } from '../../../shared/training';
import type { TrainingSession, TrainingSessionOptions } from '../../training/training-session';

/** A training session that is played by the test. */
export class FakeSession implements TrainingSession {
  readonly runId = '0001-reach-sac';
  readonly runFolder = '/library/runs/0001-reach-sac';
  readonly deeds: string[] = [];
  readonly ended: Promise<RunSummary>;
  private state: RunState = 'training';
  private note: string | undefined;
  private resolveEnd: (run: RunSummary) => void = () => undefined;

  constructor(
    readonly options: TrainingSessionOptions,
    readonly settings: TrainingSettings,
  ) {
    this.ended = new Promise((resolve) => { this.resolveEnd = resolve; });
  }

  status(): TrainingStatus {
    return {
      id: this.runId,
      settings: this.settings,
      state: this.state,
      createdMs: 0,
      step: 10,
      updates: 10,
      episodes: 1,
      elapsedS: 1,
      executor: 'fake',
      temperature: { mode: 'auto', targetEntropy: -6 },
      alpha: 0.2,
      updatesPerS: 1,
      stepsPerS: 1,
      ...(this.note === undefined ? {} : { note: this.note }),
    };
  }
  async pause(sentence?: string): Promise<void> {
    this.deeds.push(`pause: ${sentence ?? 'asked'}`);
    this.state = 'paused';
  }
  async continue(): Promise<void> {
    this.deeds.push('continue');
    this.state = 'training';
  }
  async setTemperature(): Promise<void> {
    this.deeds.push('temperature');
  }
  async label(outcome: EpisodeOutcome): Promise<void> {
    this.deeds.push(`label: ${outcome}`);
  }
  async finish(options?: { readonly evaluate?: boolean }): Promise<RunSummary> {
    this.deeds.push(`finish: ${options?.evaluate === false ? 'without' : 'with'} evaluation`);
    this.end('finished');
    return this.ended;
  }
  end(state: RunState, note?: string): void {
    this.state = state;
    this.note = note;
    this.resolveEnd(this.status());
  }
}
