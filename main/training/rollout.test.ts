import { describe, expect, it } from 'vitest';
import type { EpisodeEvent, EpisodeStep, EpisodeSummary } from '../../shared/episodes';
import { Failure } from '../../shared/contract/failure';
import type { RolloutSettings } from '../control/control-messages';
import type { ActingPolicy, PolicySnapshot, TransitionBatch } from '../learning/learner';
import type { OpenRecorder } from '../recording/recorder';
import type { Environment } from '../worlds/environment';
import { fastSlackSteps, startRollout, type Rollout } from './rollout';
import { createCountingEnvironment } from './testing/counting-environment';

const snapshot = (version: number): PolicySnapshot => ({ version, size: { observationSize: 2, actionSize: 1 }, logStdRange: [-5, 2], tensors: {} });

/** Acts with its version over 1000 plus the noise over a million, so that a test sees who acted. */
async function policyOf(first: PolicySnapshot): Promise<ActingPolicy> {
  let { version } = first;
  return {
    get version() {
      return version;
    },
    load: (newer) => void (version = newer.version),
    act: async (_observation, noise) => ({
      action: Float32Array.of(version / 1000 + (noise?.[0] ?? 0) / 1e6),
      preTanhMean: Float32Array.of(0),
      logStd: Float32Array.of(0),
      logProb: -2,
    }),
    close: async () => undefined,
  };
}

interface Recorded {
  readonly steps: EpisodeStep[];
  readonly events: EpisodeEvent[];
  summary?: EpisodeSummary;
}

function recorderInMemory() {
  const recorded: Recorded[] = [];
  const open: OpenRecorder = async (header) => {
    const own: Recorded = { steps: [], events: [] };
    recorded.push(own);
    return {
      add: (step) => void own.steps.push({ ...step, observation: step.observation.slice(), action: step.action.slice() }),
      event: (event) => void own.events.push(event),
      async finish(end, success) {
        const { runId, number, task, startedMs, startStep } = header;
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        own.summary = {
          id: `${runId}/${number}`,
          runId,
          number,
          task,
          startedMs,
          startStep,
          length: own.steps.length,
          durationS: 0,
          episodeReturn: sum(own.steps.map((step) => step.reward)),
          entropySum: sum(own.steps.map((step) => -step.logProb)),
          alpha: own.steps.at(-1)?.alpha ?? 0,
          success,
          end,
        };
        return own.summary;
      },
    };
  };
  return { open, recorded };
}

const settings: RolloutSettings = {
  runId: '0001-counting-sac',
  runFolder: '/nowhere',
  task: 'counting',
  seed: 1,
  pace: 'real-time',
  firstStep: 0,
  firstEpisode: 1,
  lastStep: 12,
  learningStarts: 1000,
  updateToData: 1,
};

function roll(change: Partial<RolloutSettings> = {}, environment: Environment = createCountingEnvironment(), onBatch?: (rollout: Rollout, stepsTaken: number) => void) {
  const { open, recorded } = recorderInMemory();
  const batches: { batch: TransitionBatch; stepsTaken: number; policyVersion: number }[] = [];
  const summaries: EpisodeSummary[] = [];
  const rollout = startRollout({
    environment,
    settings: { ...settings, ...change },
    openRecorder: open,
    createPolicy: policyOf,
    nowMs: () => 0,
    listener: {
      transitions(batch, stepsTaken, policyVersion) {
        batches.push({ batch, stepsTaken, policyVersion });
        onBatch?.(rollout, stepsTaken);
      },
      episode: (summary) => summaries.push(summary),
    },
  });
  return { rollout, recorded, batches, summaries };
}

describe('a rollout', () => {
  it('takes its steps one by one, over episodes, and ends at the last exactly', async () => {
    const { rollout, batches, summaries } = roll();
    expect(await rollout.ended).toEqual({ reason: 'complete', stepsTaken: 12 });
    expect(batches.map(({ stepsTaken }) => stepsTaken)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(summaries.map(({ number, startStep, length, end, success }) => [number, startStep, length, end, success])).toEqual([
      [1, 0, 5, 'truncated', true],
      [2, 5, 5, 'truncated', true],
      [3, 10, 2, 'stopped', true],
    ]);
  });

  it('gives the true final observation, and bootstraps through time limits alone', async () => {
    const truncating = roll({ lastStep: 6 });
    await truncating.rollout.ended;
    const rows = truncating.batches.map(({ batch }) => [...batch.observation, ...batch.nextObservation, ...batch.terminated]);
    expect(rows.slice(3)).toEqual([
      [1, 3, 1, 4, 0],
      [1, 4, 1, 5, 0],
      [2, 0, 2, 1, 0],
    ]);

    const terminating = roll({ lastStep: 4 }, createCountingEnvironment({ terminateAt: 3 }));
    await terminating.rollout.ended;
    expect(terminating.batches.map(({ batch }) => batch.terminated[0])).toEqual([0, 0, 1, 0]);
    expect(terminating.batches.map(({ batch }) => batch.nextObservation[1])).toEqual([1, 2, 3, 1]);
    expect(terminating.summaries[0]?.end).toBe('terminated');
  });

  it('acts uniformly at first, then waits for a policy and takes the newest one', async () => {
    const { rollout, batches, recorded } = roll({ lastStep: 40, learningStarts: 30 }, undefined, (running, taken) => {
      if (taken === 30) running.loadPolicy(snapshot(7));
      if (taken === 35) running.loadPolicy(snapshot(9));
    });
    await rollout.ended;
    expect(batches.map(({ policyVersion }) => policyVersion)).toEqual([...Array<number>(30).fill(0), ...Array<number>(5).fill(7), ...Array<number>(5).fill(9)]);
    const actions = batches.map(({ batch }) => batch.action[0] ?? 0);
    const random = actions.slice(0, 30);
    expect(Math.min(...random)).toBeLessThan(-0.5);
    expect(Math.max(...random)).toBeGreaterThan(0.5);
    expect(actions.slice(30).map((action) => Math.round(action * 1000))).toEqual([7, 7, 7, 7, 7, 9, 9, 9, 9, 9]);
    expect(new Set(actions).size).toBe(40);
    const steps = recorded.flatMap((episode) => episode.steps);
    expect(steps[0]?.logProb).toBeCloseTo(-Math.LN2, 12);
    expect(steps[30]?.logProb).toBe(-2);
    expect(recorded[1]?.summary?.entropySum).toBeCloseTo(5 * Math.LN2, 12);
  });

  it('starts and acts the same from the same seed', async () => {
    const [one, other, another] = [roll({ lastStep: 20 }), roll({ lastStep: 20 }), roll({ lastStep: 20, seed: 2 })];
    await Promise.all([one.rollout.ended, other.rollout.ended, another.rollout.ended]);
    const actions = (run: typeof one) => run.batches.map(({ batch }) => batch.action[0]);
    expect(actions(other)).toEqual(actions(one));
    expect(actions(another)).not.toEqual(actions(one));
  });

  it('in a fast simulation runs ahead of the learner by no more than its slack, in batches', async () => {
    let furthest = 0;
    let updates = 0;
    const { rollout, batches } = roll({ pace: 'fast', lastStep: 300, learningStarts: 10, updateToData: 2 }, undefined, (running, taken) => {
      expect((taken - 10) * 2).toBeLessThanOrEqual(updates + 2 * (fastSlackSteps + 1));
      furthest = Math.max(furthest, taken - 10 - updates / 2);
      // The learner comes later, and does everything that is due.
      setImmediate(() => {
        updates = Math.max(updates, 2 * (taken - 10));
        running.learnerProgress(updates, 0.1);
      });
    });
    rollout.loadPolicy(snapshot(1));
    expect(await rollout.ended).toMatchObject({ reason: 'complete', stepsTaken: 300 });
    expect(furthest).toBeGreaterThan(1);
    expect(batches.length).toBeLessThan(60);
    expect(batches.reduce((sum, { batch }) => sum + batch.count, 0)).toBe(300);
  });

  it('paused, ends the episode in hand and takes no step until it goes on', async () => {
    let pausing: Promise<void> | undefined;
    const { rollout, recorded, summaries } = roll({ lastStep: 10 }, undefined, (running, taken) => {
      if (taken === 3) pausing = running.pause('The learner starts again.');
    });
    while (pausing === undefined) await new Promise((resolve) => setImmediate(resolve));
    await pausing;
    expect(rollout.stepsTaken).toBe(3);
    expect(summaries).toMatchObject([{ length: 3, end: 'stopped' }]);
    expect(recorded[0]?.events.at(-1)).toMatchObject({ kind: 'stop', sentence: 'The learner starts again.' });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(rollout.stepsTaken).toBe(3);
    rollout.continue();
    expect(await rollout.ended).toEqual({ reason: 'complete', stepsTaken: 10 });
    expect(summaries.map((summary) => summary.length)).toEqual([3, 5, 2]);
  });

  it('ends when it is asked to, even while it is paused or waits for a policy', async () => {
    const waiting = roll({ learningStarts: 2 });
    const paused = roll();
    await paused.rollout.pause();
    expect(await waiting.rollout.stop()).toMatchObject({ reason: 'asked' });
    expect(await paused.rollout.stop()).toMatchObject({ reason: 'asked' });
  });

  it.each([
    ['observation "step"', (outcome: { observation: Float32Array }) => ({ ...outcome, observation: Float32Array.of(1, Number.NaN) })],
    ['reward', (outcome: object) => ({ ...outcome, reward: Number.POSITIVE_INFINITY })],
  ])('lets no number out that is not finite: %s', async (name, change) => {
    const environment = createCountingEnvironment({ change: (outcome, total) => (total === 7 ? (change(outcome) as typeof outcome) : outcome) });
    const { rollout, batches, summaries } = roll({}, environment);
    const end = await rollout.ended;
    expect(end).toMatchObject({ reason: 'stopped', stepsTaken: 6, failure: { code: 'internal' } });
    expect(end.failure?.message).toContain(`The ${name} of counting was`);
    expect(batches.flatMap(({ batch }) => [...batch.observation, ...batch.nextObservation, ...batch.reward]).every(Number.isFinite)).toBe(true);
    expect(summaries.at(-1)).toMatchObject({ end: 'stopped', length: 1 });
  });

  it('ends with the sentence of an arm that refuses', async () => {
    const environment = createCountingEnvironment({
      change(outcome, total) {
        if (total === 3) throw new Failure('stopped', 'STOP was pressed: engage the arm to go on.');
        return outcome;
      },
    });
    const { rollout, recorded } = roll({}, environment);
    expect(await rollout.ended).toEqual({ reason: 'stopped', stepsTaken: 2, failure: { code: 'stopped', message: 'STOP was pressed: engage the arm to go on.' } });
    expect(recorded[0]?.events.at(-1)).toMatchObject({ kind: 'stop', sentence: 'STOP was pressed: engage the arm to go on.' });
  });

  it('refuses a policy of another shape', async () => {
    const { rollout } = roll({ learningStarts: 1 });
    rollout.loadPolicy({ ...snapshot(1), size: { observationSize: 3, actionSize: 1 } });
    expect((await rollout.ended).failure?.message).toContain('The policy takes 3 observations and gives 1 actions, but the task has 2 and 1');
  });
});
