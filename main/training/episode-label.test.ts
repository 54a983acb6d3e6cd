import { describe, expect, test } from 'vitest';
import type { EpisodeEvent, EpisodeSummary } from '../../shared/episodes';
import type { TransitionBatch } from '../learning/learner';
import { createEpisodeTally } from '../recording/episode-summary';
import type { OpenRecorder } from '../recording/recorder';
import type { Environment, StepOutcome } from '../worlds/environment';
import { labelled } from './episode-label';
import { startRollout } from './rollout';
import { createCountingEnvironment } from './testing/counting-environment';

const outcome: StepOutcome = { observation: new Float32Array(1), reward: -0.5, rewardTerms: { distance: -0.5 }, terminated: false, truncated: false, success: false };
const task = { successReward: 2 };

describe('a label', () => {
  test('of success ends the task and pays what the task pays for it', () => {
    expect(labelled(outcome, 'success', task)).toMatchObject({ reward: 1.5, rewardTerms: { distance: -0.5, success: 2 }, terminated: true, truncated: false, success: true });
  });

  test('of success pays once where the task has paid already', () => {
    const done = { ...outcome, reward: 1.5, rewardTerms: { distance: -0.5, success: 2 }, terminated: true, success: true };
    expect(labelled(done, 'success', task)).toMatchObject({ reward: 1.5, rewardTerms: { success: 2 } });
  });

  test('of failure cuts the episode off, and takes back what the task paid', () => {
    expect(labelled(outcome, 'failure', task)).toMatchObject({ reward: -0.5, terminated: false, truncated: true, success: false });
    expect(labelled({ ...outcome, reward: 1.5, success: true, terminated: true }, 'failure', task)).toMatchObject({ reward: -0.5, terminated: false, success: false });
  });
});

/** Rolls out 20 steps of episodes of 10; `act` is called before each step, with their count so far. */
async function rollOut(environment: Environment, act: (step: number, label: (verdict: 'success' | 'failure') => void) => void) {
  const summaries: EpisodeSummary[] = [];
  const batches: TransitionBatch[] = [];
  const events: EpisodeEvent[] = [];
  const openRecorder: OpenRecorder = async (header) => {
    const tally = createEpisodeTally(header);
    return { add: (step) => tally.add(step), event: (event) => void events.push(event), finish: async (end, success) => tally.summary(end, success) };
  };
  const rollout = startRollout({
    environment,
    settings: { runId: 'run', runFolder: '/nowhere', task: 'counting', seed: 1, pace: 'real-time', firstStep: 0, firstEpisode: 1, lastStep: 20, learningStarts: 100, updateToData: 1 },
    openRecorder,
    createPolicy: () => Promise.reject(new Error('this test needs no policy')),
    nowMs: () => 0,
    listener: {
      transitions: (batch, stepsTaken) => {
        batches.push(batch);
        act(stepsTaken, (verdict) => rollout.label(verdict));
      },
      episode: (summary) => summaries.push(summary),
    },
  });
  await rollout.ended;
  return { summaries, batches, events };
}

const labelAt = (at: number, verdict: 'success' | 'failure') => (step: number, label: (verdict: 'success' | 'failure') => void): void => {
  if (step === at) label(verdict);
};

describe('a rollout', () => {
  const counting = (): Environment => {
    const environment = createCountingEnvironment({ horizonSteps: 10, change: (each) => ({ ...each, success: false }) });
    return { ...environment, task: { ...environment.task, successReward: 2 } };
  };

  test('labelled a success ends that episode as terminated, in its file, in its summary and for the learner', async () => {
    const { summaries, batches, events } = await rollOut(counting(), labelAt(3, 'success'));
    expect(summaries.map(({ length, end, success }) => ({ length, end, success }))).toEqual([
      { length: 4, end: 'terminated', success: true },
      { length: 10, end: 'truncated', success: false },
      { length: 6, end: 'stopped', success: false },
    ]);
    expect(batches.map(({ terminated }) => terminated[0])).toEqual(Array.from({ length: 20 }, (_, step) => (step === 3 ? 1 : 0)));
    // The counting task pays the number of the step.
    expect(batches[3]?.reward[0]).toBe(4 + 2);
    expect(events.filter(({ kind }) => kind === 'success' || kind === 'end').map(({ sentence }) => sentence)).toContain('The operator ended the episode as a success.');
  });

  test('labelled a failure is cut off, so that its end is no prize', async () => {
    const { summaries, batches, events } = await rollOut(counting(), labelAt(3, 'failure'));
    expect(summaries[0]).toMatchObject({ length: 4, end: 'truncated', success: false });
    expect(batches.every(({ terminated }) => terminated[0] === 0)).toBe(true);
    expect(events.map(({ sentence }) => sentence)).toContain('The operator ended the episode as a failure.');
  });

  test('cannot be labelled where the task knows no success, or between episodes', async () => {
    const refusals: string[] = [];
    const trying = (at: number) => (step: number, label: (verdict: 'success') => void): void => {
      try {
        if (step === at) label('success');
      } catch (thrown) {
        refusals.push(String(thrown));
      }
    };
    await rollOut(createCountingEnvironment({ horizonSteps: 10 }), trying(3));
    await rollOut(counting(), trying(10));
    expect(refusals).toEqual([expect.stringContaining('knows no success'), expect.stringContaining('No episode is under way')]);
  });
});
