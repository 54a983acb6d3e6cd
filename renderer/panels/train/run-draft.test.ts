import { describe, expect, it } from 'vitest';
import type { TaskDescription } from '../../../shared/contract/frames';
import { learnerSettingsSchema, trainingSettingsSchema, type RunSummary, type TrainingSettings } from '../../../shared/training';
import { fieldsOf, hyperFields } from './hyper-field-table';
import { draftForTask, presetText, readDraft, withPreset } from './run-draft';
import { earlierSpeed, runSentences } from './run-estimate';
import { runWarnings } from './run-warnings';
import { settingRows } from './setting-rows';

const standard = { name: 'standard', title: 'Standard', description: '', steps: 50_000, hyper: learnerSettingsSchema.parse({}) };
const eager = { ...standard, name: 'eager', steps: 20_000, hyper: learnerSettingsSchema.parse({ updateToData: 8 }) };
const task: TaskDescription = {
  name: 'reach', title: 'Reach', description: '', usesArm: true, controlPeriodS: 0.05, horizonSteps: 100,
  observation: [], actionNames: ['a', 'b'], presets: [standard, eager],
};
const draft = draftForTask(task);

describe('readDraft', () => {
  it('reads the first preset of a task as it is', () => {
    const reading = readDraft(draft, task);
    expect(reading).toMatchObject({ ok: true, settings: { task: 'reach', preset: 'standard', steps: 50_000, seed: 1, pace: 'fast', hyper: {} } });
  });

  it('sends only what differs from the preset', () => {
    const reading = readDraft({ ...draft, hyper: { discount: '0.95', hiddenSizes: '64, 64' }, steps: '20\u202f000' }, task);
    expect(reading).toMatchObject({ ok: true, settings: { steps: 20_000, hyper: { discount: 0.95, hiddenSizes: [64, 64] } } });
    expect(reading.ok && Object.keys(reading.settings.hyper).sort()).toEqual(['discount', 'hiddenSizes']);
  });

  it('reads threads where updates run on the processor', () => {
    expect(readDraft({ ...draft, threads: '2' }, task)).toMatchObject({ ok: true, settings: { executor: 'auto', threads: 2 } });
    expect(readDraft({ ...draft, threads: '2', executor: 'onnx-webgpu' }, task)).toMatchObject({ ok: true, settings: { threads: 1 } });
  });

  it.each([
    [{ steps: '' }, 'steps', 'Must be a number.'],
    [{ steps: '2.5' }, 'steps', 'Must be a whole number.'],
    [{ steps: '-3' }, 'steps', 'Must be above 0.'],
    [{ steps: '1e12' }, 'steps', 'Must be at most 100000000.'],
    [{ seed: 'x' }, 'seed', 'Must be a number.'],
    [{ threads: '1.5' }, 'threads', 'Must be a whole number.'],
    [{ threads: '0' }, 'threads', 'Must be at least 1.'],
    [{ evaluateEvery: '-1' }, 'evaluateEvery', 'Must be at least 0.'],
    [{ hyper: { discount: '1.5' } }, 'discount', 'Must be at most 1.'],
    [{ hyper: { hiddenSizes: '256, many' } }, 'hiddenSizes', 'Must be a number.'],
    [{ hyper: { criticSubset: '3' } }, 'criticSubset', 'There are 2 critics to take from: choose at most as many.'],
    [{ hyper: { logStdMin: '2' } }, 'logStdMin', 'Must be below the greatest, 2.'],
    [{ hyper: { gradientClip: '-1' } }, 'gradientClip', 'Must be above 0.'],
    [{ temperature: { mode: 'auto', targetEntropy: '1.5' } }, 'temperature', 'No policy of 2 actions in [−1, 1] has more than 1.37 nats: α would grow without end. Choose less.'],
    [{ temperature: { mode: 'auto', targetEntropy: '' } }, 'temperature', 'Must be a number.'],
  ] as const)('says in %o what is wrong with %s', (change, field, sentence) => {
    const reading = readDraft({ ...draft, ...change }, task);
    expect(reading.ok ? {} : reading.problems).toEqual({ [field]: sentence });
  });
});

describe('the options of a learner', () => {
  it('are read as what they are: numbers, switches, choices', () => {
    const hyper = { returnSteps: '3', layerNorm: 'true', actorQ: 'mean', criticCount: '10', criticSubset: '2', dropout: '0.01', gradientClip: '40' };
    const reading = readDraft({ ...draft, hyper }, task);
    expect(reading).toMatchObject({ ok: true, settings: { hyper: { returnSteps: 3, layerNorm: true, actorQ: 'mean', criticCount: 10, criticSubset: 2, dropout: 0.01, gradientClip: 40 } } });
  });

  it('are only those of the chosen algorithm', () => {
    const hyper = { dropout: '0.01', particles: '32' };
    expect(readDraft({ ...draft, hyper }, task)).toMatchObject({ ok: true, settings: { hyper: { dropout: 0.01 } } });
    expect(readDraft({ ...draft, algorithm: 'sql', hyper }, task)).toMatchObject({ ok: true, settings: { hyper: { particles: 32 } } });
    expect(fieldsOf('sql', 'more').map(({ name }) => name)).not.toContain('actorEvery');
    expect(fieldsOf('sac', 'more').map(({ name }) => name)).not.toContain('particles');
  });

  it('have a field for everything that the schema knows, or a reason not to', () => {
    const offered = new Set<string>(hyperFields.map(({ name }) => name));
    // The algorithm and the temperature are chosen beside the fields.
    expect(Object.keys(learnerSettingsSchema.shape).filter((name) => !offered.has(name))).toEqual(['algorithm', 'temperature']);
  });
});

describe('the temperature of a new run', () => {
  it('is learnt towards a target entropy, or held at the first α', () => {
    expect(readDraft({ ...draft, temperature: { mode: 'auto', targetEntropy: '-1' } }, task)).toMatchObject({ settings: { hyper: { temperature: { mode: 'auto', targetEntropy: -1 } } } });
    expect(readDraft({ ...draft, hyper: { initialAlpha: '0.05' }, temperature: { mode: 'fixed', targetEntropy: '-2' } }, task)).toMatchObject({ settings: { hyper: { temperature: { mode: 'fixed', alpha: 0.05 } } } });
  });

  it('is left to an algorithm that holds it in any case', () => {
    const reading = readDraft({ ...draft, algorithm: 'sac-v', temperature: { mode: 'auto', targetEntropy: '-1' } }, task);
    expect(reading.ok && reading.settings.hyper.temperature).toBe(undefined);
  });
});

describe('runWarnings', () => {
  const settings = (hyper: TrainingSettings['hyper']) => trainingSettingsSchema.parse({ task: 'reach', steps: 5000, hyper });

  it('warns of many updates a step without LayerNorm, from the preset too', () => {
    expect(runWarnings(settings({ updateToData: 12 }), standard)[0]).toContain('12 updates a step without LayerNorm');
    expect(runWarnings(settings({}), eager)[0]).toContain('8 updates a step without LayerNorm');
    expect(runWarnings(settings({ updateToData: 12, layerNorm: true }), standard)).toEqual([]);
    expect(runWarnings(settings({ updateToData: 4 }), standard)).toEqual([]);
  });

  it('warns of an actor that is hardly updated', () => {
    expect(runWarnings(settings({ actorEvery: 20 }), standard)[0]).toContain('once in 20 updates');
  });
});

it('takes the length of another preset and drops changes by hand', () => {
  expect(withPreset({ ...draft, hyper: { discount: '0.9' } }, eager)).toMatchObject({ preset: 'eager', steps: '20000', hyper: {} });
  expect(presetText(standard, 'hiddenSizes')).toBe('256, 256');
});

describe('runSentences', () => {
  const settings = trainingSettingsSchema.parse({ task: 'reach', steps: 50_000 });
  const earlier: RunSummary = { id: '0001', settings, state: 'finished', createdMs: 1, step: 50_000, updates: 49_000, episodes: 500, elapsedS: 200 };

  it('tells the time that a real arm needs', () => {
    expect(runSentences({ ...settings, pace: 'real-time' }, task, [])[0]).toBe('At 20 Hz, 50\u202f000 steps take 41:40 min, and the evaluations besides.');
  });

  it('expects of a simulation what the last run of its kind did', () => {
    expect(runSentences(settings, task, [earlier])[0]).toContain('250 steps/s: this one takes about 3:20 min');
    expect(earlierSpeed({ ...settings, preset: 'eager' }, [earlier])).toBeUndefined();
    expect(runSentences(settings, task, [])[0]).toContain('as fast as the learner keeps up');
  });

  it('counts the updates of the chosen preset', () => {
    expect(runSentences({ ...settings, preset: 'eager' }, task, [])[2]).toContain('392\u202f000 updates');
    expect(runSentences({ ...settings, steps: 500 }, task, [])[2]).toContain('raise the steps above 1000');
  });
});

it('lists stored settings with what was changed', () => {
  const rows = settingRows(trainingSettingsSchema.parse({ task: 'reach', steps: 100, evaluateEvery: 0, hyper: { discount: 0.9, temperature: { mode: 'fixed', alpha: 0.3 } } }));
  expect(rows).toContainEqual(['Discount γ', '0.9']);
  expect(rows).toContainEqual(['Temperature', 'fixed, α 0.3']);
  expect(rows).toContainEqual(['Evaluated', 'at the end']);
});
