import { describe, expect, it } from 'vitest';
import { contractVersion, type LabSnapshot, type TelemetryBatch } from '../../shared/contract/frames';
import type { PoseFrame, SceneDescription } from '../../shared/scene';
import { trainingSettingsSchema, type TrainingStatus } from '../../shared/training';
import { applyBatches, initialLabState, withoutToast, withToast } from './lab-store';

let sequence = 0;
function batch(content: Omit<Partial<TelemetryBatch>, 'version'>): TelemetryBatch {
  sequence += 1;
  return { version: contractVersion, sequence, ...content };
}

function training(id: string): TrainingStatus {
  const settings = trainingSettingsSchema.parse({ task: 'reach', steps: 1000 });
  const temperature = { mode: 'auto', targetEntropy: -5 } as const;
  return { id, settings, state: 'training', createdMs: 0, step: 0, updates: 0, episodes: 0, elapsedS: 0, executor: 'onnx-cpu', temperature, alpha: 0.2, updatesPerS: 0, stepsPerS: 0 };
}

function lab(runId?: string): LabSnapshot {
  return {
    contractVersion,
    productVersion: '0.1.0',
    host: 'browser',
    library: '/library',
    arm: { mode: 'disconnected', owner: 'nobody', interventions: {} },
    ...(runId === undefined ? {} : { training: training(runId) }),
    notices: [],
  };
}

const metrics = (step: number) => [{ step, updates: step, elapsedS: 1 }];
const scene = (id: string): SceneDescription => ({ id, title: id, bodies: [], focus: [0, 0, 0], distance: 1 });
const pose = (sceneId: string, timeS = 0): PoseFrame => ({ sceneId, timeS, bodies: new Float32Array(7) });

describe('applyBatches', () => {
  it('keeps the newest of each state', () => {
    const state = applyBatches(initialLabState, [batch({ scene: scene('a'), pose: pose('a', 1) }), batch({ pose: pose('a', 2) }), batch({})]);
    expect(state.pose?.timeS).toBe(2);
    expect(state.scene?.id).toBe('a');
  });

  it('appends queues in order and counts what the host left out', () => {
    const state = applyBatches(initialLabState, [batch({ lab: lab('run'), metrics: metrics(1) }), batch({ metrics: metrics(2), dropped: 3 }), batch({ dropped: 1 })]);
    expect(state.history.metrics.map(({ step }) => step)).toEqual([1, 2]);
    expect(state.dropped).toBe(4);
  });

  it('starts a new history and forgets the lens when another run begins', () => {
    const first = applyBatches(initialLabState, [batch({ lab: lab('one'), metrics: metrics(1) })]);
    const second = applyBatches(first, [batch({ lab: lab('two'), metrics: metrics(5) })]);
    expect(second.history).toMatchObject({ runId: 'two', metrics: [{ step: 5 }] });
    expect(second.lens).toBeUndefined();
  });

  it('counts the poses that came after the newest lens', () => {
    const lens = {} as NonNullable<TelemetryBatch['lens']>;
    const old = applyBatches(initialLabState, [batch({ scene: scene('a'), lens, pose: pose('a') }), batch({ pose: pose('a') }), batch({}), batch({ pose: pose('a') })]);
    expect(old.posesSinceLens).toBe(2);
    expect(applyBatches(old, [batch({ lens })]).posesSinceLens).toBe(0);
  });

  it('does not draw the pose of a scene that is gone', () => {
    const first = applyBatches(initialLabState, [batch({ scene: scene('a'), pose: pose('a') })]);
    expect(applyBatches(first, [batch({ scene: scene('b') })]).pose).toBeUndefined();
  });

  it('says so and takes nothing when the host speaks another version', () => {
    const foreign = { version: 99, sequence: 1, lab: lab('one') } as unknown as TelemetryBatch;
    const state = applyBatches(initialLabState, [foreign]);
    expect(state.incompatible).toMatch(/version 99/);
    expect(state.lab).toBeUndefined();
  });
});

describe('toasts', () => {
  it('shows the same sentence once, as the newest', () => {
    const state = ['first', 'second', 'first'].reduce((before, sentence) => withToast(before, 'warning', sentence), initialLabState);
    expect(state.toasts.map(({ sentence }) => sentence)).toEqual(['second', 'first']);
  });

  it('keeps the newest few and puts away the one that is named', () => {
    const many = Array.from({ length: 9 }, (_, index) => `sentence ${String(index)}`).reduce((before, sentence) => withToast(before, 'error', sentence), initialLabState);
    expect(many.toasts).toHaveLength(5);
    const last = many.toasts.at(-1)?.id ?? -1;
    expect(withoutToast(many, last).toasts.map(({ sentence }) => sentence)).not.toContain('sentence 8');
  });
});
