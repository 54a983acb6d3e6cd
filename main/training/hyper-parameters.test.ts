import { describe, expect, it } from 'vitest';
import { learnerSettingsSchema, trainingSettingsSchema, type TrainingRequest } from '../../shared/training';
import { findTask } from '../worlds/task-registry';
import { resolveHyperParameters } from './hyper-parameters';

const task = {
  ...findTask('pendulum'),
  presets: [{ name: 'standard', title: '', description: '', steps: 100, hyper: learnerSettingsSchema.parse({ batchSize: 99, criticLearningRate: 1e-3 }) }],
};
const resolve = (request: Partial<TrainingRequest>) => resolveHyperParameters(trainingSettingsSchema.parse({ task: 'pendulum', steps: 10, ...request }), task);

describe('the hyper-parameters of a run', () => {
  it('are those of the preset, with single values laid over them', () => {
    expect(resolve({})).toMatchObject({ batchSize: 99, criticLearningRate: 1e-3 });
    expect(resolve({ hyper: { criticLearningRate: 2e-3 } })).toMatchObject({ batchSize: 99, criticLearningRate: 2e-3 });
  });

  it('spell the temperature out: automatic, towards minus the number of actions', () => {
    expect(resolve({}).temperature).toEqual({ mode: 'auto', targetEntropy: -1 });
    expect(resolve({ hyper: { temperature: { mode: 'fixed', alpha: 0.1 } } }).temperature).toEqual({ mode: 'fixed', alpha: 0.1 });
  });

  it('refuse a preset that the task has not, and an entropy that no policy has', () => {
    expect(() => resolve({ preset: 'quick' })).toThrow('The task pendulum has no preset "quick": choose one of "standard".');
    expect(() => resolve({ hyper: { temperature: { mode: 'auto', targetEntropy: 0.7 } } })).toThrow('A target entropy of 0.7');
  });

  it('refuse a value that is out of range, and one of an unknown name', () => {
    expect(() => resolve({ hyper: { discount: 2 } })).toThrow();
    expect(() => resolve({ hyper: { batch: 2 } as object })).toThrow();
  });
});
