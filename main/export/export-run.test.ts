import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { Failure } from '../../shared/contract/failure';
import { learnerSettingsSchema, trainingSettingsSchema } from '../../shared/training';
import { createLearner } from '../learning/create-learner';
import { checkpointFolder } from '../training/checkpoint-folders';
import { writeCheckpoint } from '../training/checkpoint';
import { createRun, runFolder } from '../training/run-folder';
import { problemSizeOf } from '../training/task-size';
import { findTask } from '../worlds/task-registry';
import { checkPolicyModel } from './check-policy-model';
import { exportRun } from './export-run';
import { policyModel } from './policy-model';
import { readFields, readText } from './testing/read-protobuf';
import { learntSnapshot } from './testing/snapshots';

let library: string;
let run: string;
let out: string;

beforeAll(async () => {
  library = await mkdtemp(path.join(os.tmpdir(), 'tempera-export-'));
  const settings = learnerSettingsSchema.parse({ hiddenSizes: [8, 8] });
  const { id } = await createRun(library, trainingSettingsSchema.parse({ task: 'reach', steps: 100 }), settings, 0);
  run = runFolder(library, id);
  const learner = await createLearner({ size: problemSizeOf(findTask('reach')), settings, seed: 1, executor: 'onnx-cpu', threads: 1 });
  for (const step of [50, 100]) await writeCheckpoint(checkpointFolder(run, step), step, learner);
  await learner.close();
  await writeFile(path.join(run, 'metrics.jsonl'), '{"step":50,"updates":7,"elapsedS":1}\n{"step":1');
});
beforeEach(async () => {
  out = path.join(await mkdtemp(path.join(library, 'out-')), 'new', 'folder');
});
afterAll(() => rm(library, { recursive: true }));

describe('an export', () => {
  it('of the newest policy, or of a checkpoint, is one ONNX file that says what it is', async () => {
    expect(await exportRun({ runFolder: run, format: 'onnx', out, force: false })).toEqual({
      runId: '0001-reach-sac', format: 'onnx', folder: out, files: [path.join(out, 'policy.onnx')], step: 100,
    });
    await exportRun({ runFolder: run, format: 'onnx', out, force: true, checkpoint: 50 });
    const bytes = await readFile(path.join(out, 'policy.onnx'));
    const fields = readFields(bytes);
    const facts = Object.fromEntries(fields.filter(({ number }) => number === 14).map((field) => [readText(field.bytes, 1), readText(field.bytes, 2)]));
    expect(facts).toMatchObject({ task: 'reach', algorithm: 'sac', run: '0001-reach-sac', step: '50', updates: '0', control_period_s: '0.05' });
    expect(JSON.parse(facts['action_names'] ?? '')).toEqual(findTask('reach').actionNames);
    expect(JSON.parse(facts['action_scaling'] ?? '')).toMatchObject({ type: 'joint-step', step_rad: 0.1 });
    expect(JSON.parse(facts['observation'] ?? '')).toEqual(findTask('reach').observation);
    expect(fields.filter(({ number }) => number === 3).map((field) => new TextDecoder().decode(field.bytes))).toEqual([version]);
    const session = await ort.InferenceSession.create(new Uint8Array(bytes));
    expect(session.outputNames).toEqual(['action_mean', 'action', 'log_probability']);
    await session.release();
  });

  it('of the tables reads a run that is still written, up to its last whole line', async () => {
    const { files } = await exportRun({ runFolder: run, format: 'csv', out, force: false });
    expect(files.map((file) => path.basename(file))).toEqual(['metrics.csv', 'episodes.csv', 'events.csv']);
    expect((await readFile(path.join(out, 'metrics.csv'), 'utf8')).split('\r\n')[1]).toMatch(/^50,7,1,/);
  });

  it('for TensorBoard is one event file in a folder of the run', async () => {
    const { files } = await exportRun({ runFolder: run, format: 'tensorboard', out, force: false });
    expect(files).toEqual([path.join(out, '0001-reach-sac', 'events.out.tfevents.0000000000.tempera')]);
  });

  it('replaces nothing unless it is told to', async () => {
    await exportRun({ runFolder: run, format: 'csv', out, force: false });
    await writeFile(path.join(out, 'events.csv'), 'mine');
    await expect(exportRun({ runFolder: run, format: 'csv', out, force: false })).rejects.toThrow(/metrics\.csv exists already; .*--force/);
    expect(await readFile(path.join(out, 'events.csv'), 'utf8')).toBe('mine');
    await exportRun({ runFolder: run, format: 'csv', out, force: true });
    expect(await readFile(path.join(out, 'events.csv'), 'utf8')).toMatch(/^step,/);
  });

  it('says which checkpoints there are, that tables have none, and that a place cannot be written', async () => {
    await expect(exportRun({ runFolder: run, format: 'onnx', out, force: false, checkpoint: 7 })).rejects.toThrow('The run 0001-reach-sac has no checkpoint at step 7; it has 50, 100.');
    await expect(exportRun({ runFolder: run, format: 'csv', out, force: false, checkpoint: 50 })).rejects.toThrow(/for the format onnx alone/);
    await writeFile(path.dirname(path.dirname(out)) + '.file', '');
    await expect(exportRun({ runFolder: run, format: 'csv', out: `${path.dirname(path.dirname(out))}.file`, force: false })).rejects.toBeInstanceOf(Failure);
  });
});

it('a policy that does not act as the original does is not taken', async () => {
  const size = { observationSize: 4, actionSize: 2 };
  const snapshot = await learntSnapshot('sac', size);
  const other = { ...snapshot, logStdRange: [-5, 1.9] as const };
  await checkPolicyModel(policyModel(snapshot, '1', {}), snapshot);
  await expect(checkPolicyModel(policyModel(other, '1', {}), snapshot)).rejects.toThrow(/exported policy gives action/);
});
