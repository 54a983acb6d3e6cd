import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../shared/contract/failure';
import type { ExportResult } from '../../shared/export';
import type { PoseFrame } from '../../shared/scene';
import type { EvaluationResult } from '../../shared/training';
import type { NetworkSnapshot, StateInspector } from '../learning/learner';
import type { FromAnalysis, ToAnalysis } from './analysis-messages';
import { createAnalysisService, type AnalysisOptions, type AnalysisService } from './analysis-service';
import { createFakeInspector, fakeActionNames, fakeProjection, fakeSnapshot } from './testing/fake-networks';

const policy = { mean: [0.3, -0.6], logStd: [-1, -0.5], slopes: [2, -1] };
const broken = { ...policy, slopes: [Number.NaN, 0] };
const networks: ToAnalysis = { type: 'networks', task: 'reach', snapshot: fakeSnapshot({ version: 1, alpha: 0.2 }) };
const result: EvaluationResult = { step: 50, episodes: 2, meanReturn: -3, returnDeviation: 1, successRate: 1, meanLength: 20 };

function state(stepIndex: number, task = 'reach'): ToAnalysis {
  return { type: 'state', task, stepIndex, observation: Float32Array.of(1, 2), configuration: Float64Array.of(0, 0), pose: poseOf(stepIndex) };
}

const poseOf = (stepIndex: number): PoseFrame => ({ sceneId: 'reach', timeS: 0.05 * stepIndex, bodies: Float32Array.of(stepIndex, 0, 0, 1, 0, 0, 0) });

function inspect(id: number, checkpoint: string, task = 'reach'): ToAnalysis {
  return { type: 'inspect', id, task, checkpoint, stepIndex: id, observation: Float32Array.of(1, 2), configuration: Float64Array.of(0, 0) };
}

function evaluate(id: number): ToAnalysis {
  return { type: 'evaluate', id, task: 'reach', step: 50, policy: fakeSnapshot({ version: 2, alpha: 0.2 }), episodes: 2, seed: 1 };
}

/** A service over fakes, with a clock that stands until it is moved. */
function open(over: Partial<AnalysisOptions['sources']> & { readonly evaluate?: AnalysisOptions['evaluate']; readonly exportRun?: AnalysisOptions['exportRun'] } = {}) {
  const posted: FromAnalysis[] = [];
  const made: NetworkSnapshot[] = [];
  const counts = { closed: 0 };
  let now = 0;
  let alarms: { readonly at: number; readonly callback: () => void }[] = [];
  const service: AnalysisService = createAnalysisService({
    sources: {
      createInspector(snapshot) {
        made.push(snapshot);
        return Promise.resolve({
          ...createFakeInspector(policy),
          close() {
            counts.closed += 1;
            return Promise.resolve();
          },
        });
      },
      createProjection: () => Promise.resolve(fakeProjection),
      actionNames: async () => fakeActionNames,
      loadNetworks: () => Promise.resolve(fakeSnapshot({ version: 77, alpha: 0.1 })),
      ...over,
    },
    evaluate: over.evaluate ?? (() => Promise.resolve(result)),
    exportRun: over.exportRun ?? (() => Promise.reject(new Error('nothing is exported in this test'))),
    post: (message) => posted.push(message),
    clock: { now: () => now, after: (delayMs, callback) => alarms.push({ at: now + delayMs, callback }) },
  });
  return {
    service,
    posted,
    made,
    counts,
    /** Answers whatever can be answered now. */
    async settle(): Promise<void> {
      for (let turn = 0; turn < 20; turn += 1) await service.lensIdle();
    },
    async passTime(ms: number): Promise<void> {
      now += ms;
      const due = alarms.filter(({ at }) => at <= now);
      alarms = alarms.filter(({ at }) => at > now);
      for (const { callback } of due) callback();
      await this.settle();
    },
    steps: () => posted.flatMap((message) => (message.type === 'lens' ? [message.frame.stepIndex] : [])),
  };
}

let opened: ReturnType<typeof open> | undefined;
afterEach(() => opened?.service.close());

describe('the live lens', () => {
  it('comes with the pose of its own state, however far the arm has gone since', async () => {
    const desk = (opened = open());
    desk.service.take(networks);
    desk.service.take(state(1));
    desk.service.take(state(2));
    await desk.settle();
    await desk.passTime(100);
    const frames = desk.posted.flatMap((message) => (message.type === 'lens' ? [message.frame] : []));
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) expect(frame.pose).toEqual(poseOf(frame.stepIndex));
  });

  it('draws the newest state, at most ten times a second', async () => {
    const desk = (opened = open());
    desk.service.take(networks);
    desk.service.take(state(1));
    await desk.settle();
    for (let step = 2; step <= 9; step += 1) desk.service.take(state(step));
    await desk.settle();
    expect(desk.steps()).toEqual([1]);
    await desk.passTime(99);
    expect(desk.steps()).toEqual([1]);
    await desk.passTime(1);
    expect(desk.steps()).toEqual([1, 9]);
    await desk.passTime(500);
    expect(desk.steps()).toEqual([1, 9]);
  });

  it('waits for networks of the same task', async () => {
    const desk = (opened = open());
    desk.service.take(state(1));
    desk.service.take({ ...networks, task: 'pendulum' });
    await desk.settle();
    expect(desk.posted).toEqual([]);
    desk.service.take(networks);
    await desk.settle();
    expect(desk.steps()).toEqual([1]);
  });

  it('loads newer networks into the graph that it has', async () => {
    const desk = (opened = open());
    desk.service.take(networks);
    desk.service.take(state(1));
    await desk.settle();
    desk.service.take({ type: 'networks', task: 'reach', snapshot: fakeSnapshot({ version: 2, alpha: 0.3 }) });
    desk.service.take(state(2));
    await desk.passTime(100);
    expect(desk.posted.at(-1)).toMatchObject({ type: 'lens', frame: { policyVersion: 2, alpha: 0.3 } });
    expect(desk.made).toHaveLength(1);
  });

  it('draws a resting arm again when another slice is chosen, and ignores a slice that the task does not have', async () => {
    const desk = (opened = open());
    desk.service.take(networks);
    desk.service.take(state(1));
    await desk.settle();
    desk.service.take({ type: 'slice', dimensionX: 1, dimensionY: 0 });
    await desk.passTime(100);
    desk.service.take({ type: 'slice', dimensionX: 5, dimensionY: 0 });
    await desk.passTime(100);
    const slices = desk.posted.map((message) => (message.type === 'lens' ? [message.frame.energy?.dimensionX, message.frame.energy?.dimensionY] : message));
    expect(slices).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
  });

  it('says once why it cannot draw, and goes on when it can', async () => {
    let inspector = createFakeInspector(broken);
    const changing: StateInspector = { ...inspector, sample: (...given) => inspector.sample(...given), evaluate: (...given) => inspector.evaluate(...given) };
    const desk = (opened = open({ createInspector: () => Promise.resolve(changing) }));
    desk.service.take(networks);
    for (const step of [1, 2, 3]) {
      desk.service.take(state(step));
      await desk.passTime(100);
    }
    expect(desk.posted).toEqual([{ type: 'lens-failed', failure: { code: 'unavailable', message: expect.stringContaining('NaN') as string } }]);
    inspector = createFakeInspector(policy);
    desk.service.take(state(4));
    await desk.passTime(100);
    expect(desk.steps()).toEqual([4]);
  });
});

describe('recorded instants', () => {
  it('are answered each, in order, before the live lens', async () => {
    const desk = (opened = open());
    desk.service.take(inspect(1, 'a'));
    desk.service.take(networks);
    desk.service.take(state(5));
    desk.service.take(inspect(2, 'a'));
    await desk.settle();
    expect(desk.posted.map((message) => (message.type === 'inspected' ? message.id : message.type))).toEqual([1, 2, 'lens']);
    expect(desk.posted[0]).toMatchObject({ frame: { source: 'replay', policyVersion: 77, stepIndex: 1 } });
  });

  it('share the networks of a checkpoint, and few are kept', async () => {
    const loaded: string[] = [];
    const desk = (opened = open({
      loadNetworks(checkpoint) {
        loaded.push(checkpoint);
        return Promise.resolve(fakeSnapshot({ version: 77, alpha: 0.1 }));
      },
    }));
    for (const [id, checkpoint] of ['a', 'a', 'b', 'c', 'd', 'a', 'e', 'a', 'b'].entries()) desk.service.take(inspect(id, checkpoint));
    await desk.settle();
    expect(loaded).toEqual(['a', 'b', 'c', 'd', 'e', 'b']);
    expect(desk.counts.closed).toBe(2);
  });

  it('that cannot be shown are answered with the reason, and the next one is shown', async () => {
    const desk = (opened = open({
      loadNetworks: (checkpoint) =>
        checkpoint === 'gone' ? Promise.reject(new Failure('not-found', 'There is no checkpoint "gone".')) : Promise.resolve(fakeSnapshot({ version: 77, alpha: 0.1 })),
      createProjection: (task) => (task === 'reach' ? Promise.resolve(fakeProjection) : Promise.reject(new Error('no such world'))),
    }));
    desk.service.take(inspect(1, 'gone'));
    desk.service.take(inspect(2, 'there', 'juggle'));
    desk.service.take(inspect(3, 'there'));
    await desk.settle();
    expect(desk.posted).toEqual([
      { type: 'inspected', id: 1, failure: { code: 'not-found', message: 'There is no checkpoint "gone".' } },
      { type: 'inspected', id: 2, failure: expect.objectContaining({ code: 'internal' }) as unknown },
      { type: 'inspected', id: 3, frame: expect.objectContaining({ source: 'replay' }) as unknown },
    ]);
  });
});

describe('evaluations', () => {
  it('run one after the other, and let the lens draw between episodes', async () => {
    const order: string[] = [];
    const desk = (opened = open({
      async evaluate({ id, episodes }, betweenEpisodes) {
        for (let episode = 0; episode < episodes; episode += 1) {
          await betweenEpisodes();
          order.push(`evaluation ${String(id)}, episode ${String(episode)}, after ${String(desk.posted.length)} answers`);
          desk.service.take(inspect(10 * id + episode, 'a'));
        }
        return result;
      },
    }));
    desk.service.take(evaluate(1));
    desk.service.take(evaluate(2));
    await desk.settle();
    expect(order).toEqual([
      'evaluation 1, episode 0, after 0 answers',
      'evaluation 1, episode 1, after 1 answers',
      // The second inspection and the result of the first evaluation came in between.
      'evaluation 2, episode 0, after 3 answers',
      'evaluation 2, episode 1, after 4 answers',
    ]);
    expect(desk.posted.filter(({ type }) => type === 'evaluated')).toEqual([
      { type: 'evaluated', id: 1, result },
      { type: 'evaluated', id: 2, result },
    ]);
  });

  it('that fail are answered, and the next one runs', async () => {
    const desk = (opened = open({
      evaluate: ({ id }) => (id === 1 ? Promise.reject(new Failure('not-found', 'There is no task "juggle".')) : Promise.resolve(result)),
    }));
    desk.service.take(evaluate(1));
    desk.service.take(evaluate(2));
    await desk.settle();
    expect(desk.posted).toEqual([
      { type: 'evaluated', id: 1, failure: { code: 'not-found', message: 'There is no task "juggle".' } },
      { type: 'evaluated', id: 2, result },
    ]);
  });
});

describe('exports', () => {
  it('are answered with what was written or with why not, while an evaluation runs', async () => {
    const written: ExportResult = { runId: '0001-reach-sac', format: 'csv', folder: '/out', files: ['/out/metrics.csv'] };
    let endEvaluation: (ended: EvaluationResult) => void = () => undefined;
    const desk = (opened = open({
      evaluate: () => new Promise((resolve) => { endEvaluation = resolve; }),
      exportRun: ({ force }) => (force ? Promise.resolve(written) : Promise.reject(new Failure('bad-argument', 'It exists already.'))),
    }));
    desk.service.take(evaluate(1));
    for (const [id, force] of [[2, false], [3, true]] as const) desk.service.take({ type: 'export', id, runFolder: '/run', format: 'csv', out: '/out', force });
    await new Promise((resolve) => setImmediate(resolve));
    expect(desk.posted).toEqual([
      { type: 'exported', id: 2, failure: { code: 'bad-argument', message: 'It exists already.' } },
      { type: 'exported', id: 3, result: written },
    ]);
    endEvaluation(result);
  });
});
