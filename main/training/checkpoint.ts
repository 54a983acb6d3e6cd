import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Failure } from '../../shared/contract/failure';
import { temperatureSchema, type TemperatureSetting } from '../../shared/training';
import type { Learner, LearnerState, NamedTensor, NamedTensors, NetworkSnapshot, TransitionBatch } from '../learning/learner';
import { writeFileDurable, writeFolderAtomic } from './atomic-file';
import { description, learnerFile, replayFile, thinOlderCheckpoints } from './checkpoint-folders';
import type { CollectorState } from './episode-collector';
import { isMissing } from './json-lines';
import { decodeSafetensors, encodeSafetensors } from './safetensors';

/** Layout and meaning of the files: docs/formats.md, "Checkpoint". */
const networksFile = 'networks.safetensors';

const count = z.number().int().min(0);
const word = z.number().int().min(0).max(0xffff_ffff);
const numbers = z.array(z.number()).readonly();
const decisionSchema = z.strictObject({
  action: numbers,
  preTanhMean: numbers,
  logStd: numbers,
  logProb: z.number(),
  policyVersion: count,
  alpha: z.number(),
});
const collectorSchema = z.strictObject({
  random: z.strictObject({ words: z.tuple([word, word, word, word]).readonly(), spare: z.number().optional() }),
  nextEpisode: count,
  episode: z.strictObject({ seed: word, startStep: count, decisions: z.array(decisionSchema).readonly(), observation: numbers }).optional(),
});
const checkpointSchema = z.strictObject({
  version: z.literal(1),
  step: count,
  updates: count,
  alpha: z.number(),
  policyVersion: count,
  size: z.strictObject({ observationSize: count, actionSize: count }),
  logStdRange: z.tuple([z.number(), z.number()]),
  temperature: temperatureSchema,
  random: z.unknown(),
  /** Of lock-step runs alone: where collecting stood. */
  collector: collectorSchema.optional(),
});
type CheckpointDescription = z.infer<typeof checkpointSchema>;

/** What a stored checkpoint gives back to go on with. */
export interface StoredCheckpoint {
  readonly step: number;
  readonly updates: number;
  readonly state: LearnerState;
  readonly replay: TransitionBatch;
  readonly collector?: CollectorState;
}

/**
 * Writes a checkpoint, whole or not at all, and then thins the older ones beside it to their networks.
 * `collector` makes a lock-step run go on bit for bit.
 */
export async function writeCheckpoint(folder: string, step: number, learner: Learner, collector?: CollectorState): Promise<void> {
  const state = learner.state();
  const networks = learner.networks();
  const content: CheckpointDescription = {
    version: 1,
    step,
    updates: state.updates,
    alpha: networks.alpha,
    policyVersion: networks.version,
    size: networks.size,
    logStdRange: [...networks.logStdRange],
    temperature: state.temperature,
    random: state.random,
    ...(collector === undefined ? {} : { collector }),
  };
  // Encoded before the first await: the learner may go on while the disk is busy.
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    [description, `${JSON.stringify(content, undefined, 1)}\n`],
    [networksFile, encodeSafetensors(networks.tensors)],
    [learnerFile, encodeSafetensors(state.tensors)],
    [replayFile, encodeSafetensors(replayTensors(learner.replay(), networks.size))],
  ];
  await writeFolderAtomic(folder, async (partial) => {
    await mkdir(partial, { recursive: true });
    for (const [name, bytes] of files) await writeFileDurable(path.join(partial, name), bytes);
  });
  await thinOlderCheckpoints(path.dirname(folder), step);
}

/** @throws Failure `not-found` or `damaged-file`. */
export async function loadNetworks(folder: string): Promise<NetworkSnapshot> {
  const stored = await readDescription(folder);
  const tensors = await readTensors(path.join(folder, networksFile));
  return { version: stored.policyVersion, size: stored.size, logStdRange: stored.logStdRange, tensors, alpha: stored.alpha };
}

/** @throws Failure `not-found` when the checkpoint is missing or was thinned, `damaged-file` when it cannot be trusted. */
export async function readCheckpoint(folder: string): Promise<StoredCheckpoint> {
  const stored = await readDescription(folder);
  const { step, updates, temperature, random, collector } = stored;
  const tensors = await readTensors(path.join(folder, learnerFile));
  const file = path.join(folder, replayFile);
  const replay = replayFrom(await readTensors(file), stored.size, file);
  return { step, updates, state: { tensors, updates, temperature, random }, replay, ...(collector === undefined ? {} : { collector }) };
}

/** The temperature that training had at a checkpoint. */
export async function checkpointTemperature(folder: string): Promise<TemperatureSetting> {
  return (await readDescription(folder)).temperature;
}

async function readDescription(folder: string): Promise<CheckpointDescription> {
  const file = path.join(folder, description);
  const text = new TextDecoder().decode(await readBytes(file));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new Failure('damaged-file', `${file} is damaged: it is not JSON. Go on from an older checkpoint.`, { cause: thrown });
  }
  const parsed = checkpointSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure('damaged-file', `${file} is not a checkpoint that this version reads: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}

async function readTensors(file: string): Promise<NamedTensors> {
  return decodeSafetensors(await readBytes(file), file).tensors;
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (thrown) {
    if (isMissing(thrown)) throw new Failure('not-found', `${file} is not there: choose the newest checkpoint of the run.`, { cause: thrown });
    throw thrown;
  }
}

function replayTensors(replay: TransitionBatch, size: { readonly observationSize: number; readonly actionSize: number }): NamedTensors {
  return {
    observation: { shape: [replay.count, size.observationSize], data: replay.observation },
    action: { shape: [replay.count, size.actionSize], data: replay.action },
    reward: { shape: [replay.count], data: replay.reward },
    nextObservation: { shape: [replay.count, size.observationSize], data: replay.nextObservation },
    terminated: { shape: [replay.count], data: replay.terminated },
  };
}

function replayFrom(tensors: NamedTensors, size: { readonly observationSize: number; readonly actionSize: number }, file: string): TransitionBatch {
  const rows = tensors['reward']?.data.length ?? -1;
  const column = (name: string, width: number): Float32Array => {
    const tensor: NamedTensor | undefined = tensors[name];
    if (tensor !== undefined && tensor.data.length === rows * width) return tensor.data;
    throw new Failure('damaged-file', `${file} is damaged: its column "${name}" does not have ${rows} rows of ${width}. Go on from an older checkpoint.`);
  };
  return {
    count: rows,
    observation: column('observation', size.observationSize),
    action: column('action', size.actionSize),
    reward: column('reward', 1),
    nextObservation: column('nextObservation', size.observationSize),
    terminated: column('terminated', 1),
  };
}
