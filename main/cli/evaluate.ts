import { Failure } from '../../shared/contract/failure';
import { AnalysisClient } from '../lab/analysis-client';
import { listCheckpoints } from '../training/checkpoint-folders';
import { loadNetworks } from '../training/checkpoint';
import { evaluationSeed } from '../training/evaluation';
import { readRun, taskOfRun } from '../training/run-folder';
import { locateRun } from './locate';
import { exitCodes, type EvaluateOptions } from './program';
import type { ProgramHost } from './program-host';
import { rounded } from './progress';

/** `tempera evaluate`: the newest policy of a run on the fixed start states. Reads alone, so that an open app is no hindrance. */
export async function evaluate(run: string, options: EvaluateOptions, host: ProgramHost): Promise<number> {
  const { runId, folder } = locateRun(run, options.library, host);
  const { settings } = await readRun(folder);
  const checkpoint = (await listCheckpoints(folder)).at(-1);
  if (checkpoint === undefined) throw new Failure('not-found', `The run ${runId} has no checkpoint yet; train it further with: tempera train --resume ${runId}`);
  const policy = await loadNetworks(checkpoint.folder);
  const analysis = new AnalysisClient({
    launcher: host.launcher,
    clock: host.clock,
    listener: { lens: () => undefined, lensFailed: () => undefined, lost: () => undefined },
  });
  const stopListening = host.onInterrupt(() => host.exitNow(exitCodes.failure));
  try {
    const evaluation = await analysis.evaluate({ task: taskOfRun(folder, settings.task), step: checkpoint.step, policy, episodes: options.episodes, seed: evaluationSeed });
    if (options.json === true) {
      host.output.write(`${JSON.stringify({ type: 'evaluated', run: runId, success: evaluation.successRate, return: evaluation.meanReturn, evaluation })}\n`);
    } else {
      const { meanReturn, returnDeviation, successRate, meanLength, episodes, step } = evaluation;
      host.output.write(
        `Run ${runId} at step ${step}: return ${rounded(meanReturn)} (deviation ${rounded(returnDeviation)}), success ${(successRate * 100).toFixed(1)} %, ${rounded(meanLength)} steps, over ${episodes} episodes.\n`,
      );
    }
    return exitCodes.success;
  } finally {
    stopListening();
    analysis.close();
  }
}
