import type { EvaluationResult } from '../../shared/training';
import type { ActingPolicy, PolicySnapshot } from '../learning/learner';
import { isSampler } from '../learning/policy-head';
import { evaluatePolicy } from '../training/evaluation';
import type { Environment } from '../worlds/environment';
import type { EvaluationOrder } from './analysis-service';

/** What an evaluation runs in; the worker gives the real ones. */
export interface EvaluationSources {
  createEnvironment(task: string): Promise<Environment>;
  createPolicy(snapshot: PolicySnapshot): Promise<ActingPolicy>;
}

/**
 * Evaluates the policy of an order in a simulation of its own, made afresh, so that no evaluation depends on the one
 * before. Awaits `betweenEpisodes` before each episode. A Gaussian takes its mean action. A policy of any shape is
 * sampled, as its papers do: no one action stands for several modes.
 */
export async function evaluateOrder(
  sources: EvaluationSources,
  { task, policy, step, episodes, seed }: EvaluationOrder,
  betweenEpisodes: () => Promise<void>,
): Promise<EvaluationResult> {
  const environment = await sources.createEnvironment(task);
  try {
    const acting = await sources.createPolicy(policy);
    try {
      return await evaluatePolicy(acting, pausing(environment, betweenEpisodes), { step, episodes, seed, sampled: isSampler(policy.tensors) });
    } finally {
      await acting.close();
    }
  } finally {
    await environment.close();
  }
}

/** The same environment, which waits before each episode begins. */
function pausing(environment: Environment, pause: () => Promise<void>): Environment {
  return {
    task: environment.task,
    scene: environment.scene,
    async reset(seed) {
      await pause();
      return environment.reset(seed);
    },
    step: (action) => environment.step(action),
    pose: () => environment.pose(),
    configuration: () => environment.configuration(),
    close: () => environment.close(),
  };
}
