import { Failure } from '../../shared/contract/failure';
import type { ExportResult } from '../../shared/export';
import type { LensFrame } from '../../shared/lens';
import type { EvaluationResult } from '../../shared/training';
import type { NetworkSnapshot } from '../learning/learner';
import type { ExportOrder } from '../export/export-run';
import type { FromAnalysis, ToAnalysis } from '../lens/analysis-messages';
import type { WorkerLauncher } from '../processes/worker';
import type { EvaluationRequest } from '../training/training-session';
import type { Clock } from './clock';
import { SupervisedWorker } from './supervised-worker';

/** After the worker was lost the live lens waits this long, so that a state that kills it cannot do so all the time. */
const restAfterLossMs = 5_000;

type LensState = Extract<ToAnalysis, { readonly type: 'state' }>;
type Inspection = Omit<Extract<ToAnalysis, { readonly type: 'inspect' }>, 'type' | 'id'>;
type Slice = Extract<ToAnalysis, { readonly type: 'slice' }>;

export interface AnalysisListener {
  lens(frame: LensFrame): void;
  lensFailed(sentence: string): void;
  lost(sentence: string): void;
}

export interface AnalysisClientOptions {
  readonly launcher: WorkerLauncher;
  readonly clock: Clock;
  readonly listener: AnalysisListener;
}

interface OpenTask {
  resolve(answer: FromAnalysis): void;
  reject(failure: Failure): void;
}

/** The lab's end of the analysis worker: the live lens, recorded instants, evaluations, exports. */
export class AnalysisClient {
  private readonly worker: SupervisedWorker<ToAnalysis, FromAnalysis>;
  private readonly openTasks = new Map<number, OpenTask>();
  private nextId = 1;
  private networks: { readonly task: string; readonly snapshot: NetworkSnapshot } | undefined;
  private networksSent = false;
  private slice: Slice | undefined;
  private restsUntilMs = 0;

  constructor(private readonly options: AnalysisClientOptions) {
    this.worker = new SupervisedWorker(options.launcher, 'analysis', {
      message: (message) => this.take(message),
      lost: (sentence) => this.takeLoss(sentence),
    });
  }

  /** Keeps the newest networks; they travel with the next state that is to be drawn. */
  offerNetworks(task: string, snapshot: NetworkSnapshot): void {
    this.networks = { task, snapshot };
    this.networksSent = false;
  }

  /** Asks for a live lens frame of this state, if the networks for its task are known. */
  draw(state: LensState): void {
    if (this.networks?.task !== state.task || this.options.clock.now() < this.restsUntilMs) return;
    this.prepare();
    if (!this.networksSent) this.worker.post({ type: 'networks', ...this.networks });
    this.networksSent = true;
    this.worker.post(state);
  }

  /** Which action dimensions the energy slice shows, from the next frame on. */
  setSlice(dimensionX: number, dimensionY: number): void {
    this.slice = { type: 'slice', dimensionX, dimensionY };
    if (this.worker.running) this.worker.post(this.slice);
  }

  async inspect(inspection: Inspection): Promise<LensFrame> {
    const answer = await this.ask((id) => ({ type: 'inspect', id, ...inspection }));
    if (answer.type !== 'inspected' || answer.frame === undefined) throw new Error(`the analysis worker answered an inspection with "${answer.type}"`);
    return answer.frame;
  }

  async evaluate(request: EvaluationRequest): Promise<EvaluationResult> {
    const answer = await this.ask((id) => ({ type: 'evaluate', id, ...request }));
    if (answer.type !== 'evaluated' || answer.result === undefined) throw new Error(`the analysis worker answered an evaluation with "${answer.type}"`);
    return answer.result;
  }

  async exportRun(order: ExportOrder): Promise<ExportResult> {
    const answer = await this.ask((id) => ({ type: 'export', id, ...order }));
    if (answer.type !== 'exported' || answer.result === undefined) throw new Error(`the analysis worker answered an export with "${answer.type}"`);
    return answer.result;
  }

  close(): void {
    this.worker.close();
    this.rejectAll(new Failure('unavailable', 'The lab is closing.'));
  }

  private ask(message: (id: number) => ToAnalysis): Promise<FromAnalysis> {
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      this.openTasks.set(id, { resolve, reject });
      try {
        this.prepare();
        this.worker.post(message(id));
      } catch (error) {
        this.openTasks.delete(id);
        reject(error);
      }
    });
  }

  /** A fresh worker must be told what the last one knew. */
  private prepare(): void {
    if (this.worker.running) return;
    this.networksSent = false;
    if (this.slice !== undefined) this.worker.post(this.slice);
  }

  private take(message: FromAnalysis): void {
    if (message.type === 'lens') return this.options.listener.lens(message.frame);
    if (message.type === 'lens-failed') return this.options.listener.lensFailed(message.failure.message);
    const task = this.openTasks.get(message.id);
    this.openTasks.delete(message.id);
    if (message.failure === undefined) task?.resolve(message);
    else task?.reject(new Failure(message.failure.code, message.failure.message));
  }

  private takeLoss(sentence: string): void {
    this.restsUntilMs = this.options.clock.now() + restAfterLossMs;
    this.rejectAll(new Failure('unavailable', `${sentence} Try again.`));
    this.options.listener.lost(sentence);
  }

  private rejectAll(failure: Failure): void {
    for (const task of this.openTasks.values()) task.reject(failure);
    this.openTasks.clear();
  }
}
