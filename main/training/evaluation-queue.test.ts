import { describe, expect, it } from 'vitest';
import type { EvaluationResult } from '../../shared/training';
import { createEvaluationQueue, type DueEvaluation } from './evaluation-queue';

const due = (step: number): DueEvaluation => ({ step, episodes: 1, policy: { version: step, size: { observationSize: 1, actionSize: 1 }, logStdRange: [-5, 2], tensors: {} } });
const result = (step: number): EvaluationResult => ({ step, episodes: 1, meanReturn: 0, returnDeviation: 0, successRate: 0, meanLength: 1 });

function queue() {
  const begun: { readonly step: number; finish(): void; fail(thrown: Error): void }[] = [];
  const told: (number | string)[] = [];
  const evaluations = createEvaluationQueue({
    evaluate: ({ step }) => new Promise((resolve, reject) => begun.push({ step, finish: () => resolve(result(step)), fail: reject })),
    onResult: ({ step }) => told.push(step),
    onFailure: (sentence) => told.push(sentence),
  });
  return { evaluations, begun, told };
}

describe('the queue of evaluations', () => {
  it('runs one at a time, and of those that wait only the newest', async () => {
    const { evaluations, begun, told } = queue();
    const [first, second, third] = [evaluations.add(due(10)), evaluations.add(due(20)), evaluations.add(due(30))];
    expect(begun.map(({ step }) => step)).toEqual([10]);
    begun[0]?.finish();
    await Promise.all([first, second]);
    expect(begun.map(({ step }) => step)).toEqual([10, 30]);
    begun[1]?.finish();
    await third;
    expect(told).toEqual([10, 30]);
  });

  it('tells of one that fails, and goes on', async () => {
    const { evaluations, begun, told } = queue();
    const first = evaluations.add(due(10));
    begun[0]?.fail(new Error('no physics'));
    await first;
    const second = evaluations.add(due(20));
    begun[1]?.finish();
    await second;
    expect(told).toEqual([expect.stringMatching(/^The evaluation at step 10 failed: .*no physics/), 20]);
  });
});
