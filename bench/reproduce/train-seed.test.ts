import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluateHere, learningLauncher } from '../../main/training/testing/training-bench';
import type { ScoreRow } from './rows';
import { settingsOf, trainSeed, type SeedContext } from './train-seed';

const row: ScoreRow = {
  name: 'short',
  task: 'multi-goal',
  algorithm: 'sac',
  preset: 'standard',
  steps: 800,
  evaluateEvery: 100,
  episodes: 3,
  goal: { type: 'four-goals', expected: 'failed', bounds: { reached: 0.98, reachedByWorst: 0.95, share: [0.15, 0.35], between: [2.5, 2.5], covariance: -0.1 } },
  source: 'a test',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-reproduce-'));
});
afterEach(() => rm(folder, { recursive: true }));

function contextWith(change: Partial<SeedContext> = {}): SeedContext & { readonly asked: number[]; readonly evaluated: number[] } {
  const asked: number[] = [];
  const evaluated: number[] = [];
  return {
    folder,
    launcher: learningLauncher(),
    evaluate(request) {
      asked.push(request.episodes);
      evaluated.push(request.step);
      return evaluateHere({ ...request, episodes: 1 });
    },
    nowMs: () => Date.UTC(2026, 10, 22),
    machine: 'a machine',
    say: () => undefined,
    onInterrupt: () => () => undefined,
    ...change,
    asked,
    evaluated,
  };
}

describe('training a seed of a row', () => {
  it('keeps the last five evaluations, which alone take all starts, and what the row is for', async () => {
    const context = contextWith();
    const result = await trainSeed(row, 4, context);
    expect(context.asked).toEqual([10, 10, 10, 3, 3, 3, 3, 3]);
    expect(result).toMatchObject({ seed: 4, steps: 800, machine: 'a machine', date: '2026-11-22', updates: 300, hyper: settingsOf(row, 4).hyper });
    expect(result?.evaluations.map(({ step }) => step)).toEqual([400, 500, 600, 700, 800]);
    expect(result?.fourGoals?.shares).toHaveLength(4);
    expect(await readdir(path.join(folder, result?.run ?? ''))).not.toContain('episodes');
  });

  it('goes on where it was interrupted, to the same result, and does not train again what is done', async () => {
    const whole = await trainSeed(row, 4, contextWith());
    await rm(path.join(folder, row.name), { recursive: true });

    let interrupt: (() => void) | undefined;
    const stopped = contextWith({
      onInterrupt(listener) {
        interrupt = listener;
        return () => undefined;
      },
    });
    const { evaluate } = stopped;
    const interrupted = await trainSeed(row, 4, { ...stopped, evaluate: (request) => (request.step === 600 && interrupt?.(), evaluate(request)) });
    expect(interrupted).toBeUndefined();

    const rest = contextWith();
    const resumed = await trainSeed(row, 4, rest);
    expect(rest.evaluated.at(0)).toBeGreaterThanOrEqual(600);
    expect({ ...resumed, trainingS: 0 }).toEqual({ ...whole, trainingS: 0 });

    const again = contextWith();
    expect(await trainSeed(row, 4, again)).toEqual(resumed);
    expect(again.evaluated).toEqual([]);
  });

  it('begins again when the row has changed', async () => {
    await trainSeed(row, 4, contextWith());
    const longer = contextWith();
    expect((await trainSeed({ ...row, steps: 900 }, 4, longer))?.steps).toBe(900);
    expect(longer.evaluated[0]).toBe(100);
  });
});
