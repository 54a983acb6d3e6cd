import { describe, expect, test } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import type { EpisodeEvent, EpisodeOutcome, EpisodeSummary } from '../../shared/episodes';
import type { TransitionBatch } from '../learning/learner';
import { createEpisodeTally } from '../recording/episode-summary';
import type { OpenRecorder } from '../recording/recorder';
import type { Environment, StepOutcome } from '../worlds/environment';
import { labelled } from './episode-label';
import { startRollout, type Rollout } from './rollout';
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
async function rollOut(environment: Environment, act: (step: number, rollout: Rollout) => void) {
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
        act(stepsTaken, rollout);
      },
      episode: (summary) => summaries.push(summary),
    },
  });
  const end = await rollout.ended;
  return { summaries, batches, events, end };
}

const labelAt = (at: number, verdict: EpisodeOutcome) => (step: number, rollout: Rollout): void => {
  if (step === at) rollout.label(verdict);
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

  const verdicts = [
    { verdict: 'success', end: 'terminated', success: true, sentence: 'The operator ended the episode as a success.' },
    { verdict: 'failure', end: 'truncated', success: false, sentence: 'The operator ended the episode as a failure.' },
  ] as const;

  test.each(verdicts)('labelled a $verdict in the step in which a STOP lands is filed so, with the reason of the stop before it', async ({ verdict, end, success, sentence }) => {
    const stop = 'The operator pressed STOP.';
    const environment = counting();
    let steps = 0;
    const step: Environment['step'] = async (action) => {
      steps += 1;
      if (steps === 4) throw new Failure('stopped', stop);
      return environment.step(action);
    };
    const result = await rollOut({ ...environment, step }, labelAt(3, verdict));
    expect(result.end).toMatchObject({ reason: 'stopped', failure: { message: stop } });
    expect(result.summaries).toMatchObject([{ length: 3, end, success }]);
    expect(result.events.map((event) => [event.kind, event.sentence]).slice(-2)).toEqual([['stop', stop], ['end', sentence]]);
    // No step was done that could be paid for it.
    expect(result.batches.map(({ reward }) => reward[0])).toEqual([1, 2, 3]);
  });

  test.each(verdicts)('labelled a $verdict just before a pause is filed so, and takes no further step for it', async ({ verdict, end, success, sentence }) => {
    const { summaries, events } = await rollOut(counting(), (step, rollout) => {
      if (step !== 3) return;
      rollout.label(verdict);
      void rollout.pause('The run was paused.').then(() => rollout.continue());
    });
    expect(summaries.map((summary) => [summary.length, summary.end, summary.success])).toEqual([[3, end, success], [10, 'truncated', false], [7, 'stopped', false]]);
    expect(events.map((event) => event.sentence)).toContain(sentence);
  });

  test('takes the last of two labels, and forgets it with the episode', async () => {
    const { summaries } = await rollOut(counting(), (step, rollout) => {
      if (step !== 3) return;
      rollout.label('success');
      rollout.label('failure');
    });
    expect(summaries.map(({ length, end }) => [length, end])).toEqual([[4, 'truncated'], [10, 'truncated'], [6, 'stopped']]);
  });

  test('cannot be labelled where the task knows no success, or between episodes', async () => {
    const refusals: string[] = [];
    const trying = (at: number) => (step: number, rollout: Rollout): void => {
      try {
        if (step === at) rollout.label('success');
      } catch (thrown) {
        refusals.push(String(thrown));
      }
    };
    await rollOut(createCountingEnvironment({ horizonSteps: 10 }), trying(3));
    await rollOut(counting(), trying(10));
    expect(refusals).toEqual([expect.stringContaining('knows no success'), expect.stringContaining('No episode is under way')]);
  });
});
