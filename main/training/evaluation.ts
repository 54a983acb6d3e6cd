import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRandom } from '../../shared/maths/random';
import type { EvaluationResult } from '../../shared/training';
import type { ActingPolicy } from '../learning/learner';
import type { Environment } from '../worlds/environment';
import { requireFinite } from './task-size';

export interface EvaluationOptions {
  /** Control step of the run whose policy this is; only reported. 0 for a policy without a run. */
  readonly step?: number;
  readonly episodes: number;
  /** One seed gives the same start states, in the same order, however many episodes are asked for. */
  readonly seed: number;
  /** Draws each action from the policy, with noise that the start fixes, instead of taking its deterministic action. */
  readonly sampled?: boolean;
}

/** The start states of every evaluation of every run, so that runs can be compared in pairs. */
export const evaluationSeed = 20_181_213;

/**
 * Mean return and success of a policy on fixed start states: of its deterministic action, or `sampled`. An episode
 * succeeds when the task was done at any of its steps. Other work of the process may run between episodes.
 */
export async function evaluatePolicy(policy: ActingPolicy, environment: Environment, options: EvaluationOptions): Promise<EvaluationResult> {
  const starts = createRandom(options.seed);
  const returns: number[] = [];
  let successes = 0;
  let steps = 0;
  for (let episode = 0; episode < options.episodes; episode += 1) {
    const outcome = await runEpisode(policy, environment, starts.integer(0x1_0000_0000), options.sampled ?? false);
    returns.push(outcome.episodeReturn);
    successes += outcome.success ? 1 : 0;
    steps += outcome.steps;
    await nextTurn();
  }
  const meanReturn = mean(returns);
  return {
    step: options.step ?? 0,
    episodes: options.episodes,
    meanReturn,
    returnDeviation: Math.sqrt(mean(returns.map((value) => (value - meanReturn) ** 2))),
    successRate: successes / options.episodes,
    meanLength: steps / options.episodes,
  };
}

async function runEpisode(policy: ActingPolicy, environment: Environment, seed: number, sampled: boolean): Promise<{ episodeReturn: number; success: boolean; steps: number }> {
  const noise = sampled ? new Float32Array(environment.task.actionNames.length) : undefined;
  const random = createRandom(seed).fork('actions');
  let observation = await environment.reset(seed);
  let episodeReturn = 0;
  let success = false;
  for (let steps = 1; ; steps += 1) {
    if (noise !== undefined) random.fillNormal(noise);
    const { action } = await policy.act(observation, noise);
    const outcome = await environment.step(action);
    requireFinite(environment.task, 'observation', outcome.observation);
    requireFinite(environment.task, 'reward', [outcome.reward]);
    observation = outcome.observation;
    episodeReturn += outcome.reward;
    success ||= outcome.success;
    if (outcome.terminated || outcome.truncated) return { episodeReturn, success, steps };
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
