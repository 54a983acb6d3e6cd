import { failureReport } from '../../shared/contract/failure';
import type { EvaluationResult } from '../../shared/training';
import type { PolicySnapshot } from '../learning/learner';

export interface DueEvaluation {
  readonly step: number;
  readonly policy: PolicySnapshot;
  readonly episodes: number;
}

/** Runs evaluations one after another. One that became due while another ran replaces an older one that waits. */
export interface EvaluationQueue {
  /** Resolves when it is done, has failed, or was replaced; the outcome goes to the listeners. */
  add(due: DueEvaluation): Promise<void>;
}

export interface EvaluationQueueOptions {
  readonly evaluate: (due: DueEvaluation) => Promise<EvaluationResult>;
  readonly onResult: (result: EvaluationResult, due: DueEvaluation) => void;
  /** An evaluation that failed is no reason to end a training. */
  readonly onFailure: (sentence: string) => void;
}

export function createEvaluationQueue(options: EvaluationQueueOptions): EvaluationQueue {
  let running: Promise<void> | undefined;
  let newest: DueEvaluation | undefined;

  async function run(due: DueEvaluation): Promise<void> {
    try {
      options.onResult(await options.evaluate(due), due);
    } catch (thrown) {
      options.onFailure(`The evaluation at step ${due.step} failed: ${failureReport(thrown).message}`);
    }
  }

  return {
    async add(due) {
      newest = due;
      while (running !== undefined) await running;
      if (newest !== due) return;
      running = run(due);
      await running;
      running = undefined;
    },
  };
}
