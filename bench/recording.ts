import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpisodeStep } from '../shared/episodes';
import { createRandom } from '../shared/maths/random';
import { percentile } from '../shared/maths/statistics';
import { episodeFile, listEpisodes } from '../main/recording/list-episodes';
import { createOpenRecorder } from '../main/recording/open-recorder';
import { readEpisode } from '../main/recording/read-episode';
import type { EpisodeHeader } from '../main/recording/recorder';

export interface RecordingFigures {
  readonly steps: number;
  readonly bytesPerStep: number;
  /** Microseconds a step, medians over the episodes: recording with opening and ending the file, and of that the calls of `add`. */
  readonly recorderUs: number;
  readonly callerUs: number;
  /** Processor time of it, on all threads: what it costs however busy the machine is. */
  readonly processorUs: number;
  /** The floor: the same steps through JSON.stringify and one write an episode, in the same run. */
  readonly plainJsonUs: number;
  readonly stepsPerS: number;
  readonly readUs: number;
  readonly listMs: number;
}

const stepsPerEpisode = 100;

/** How fast episodes of a six-joint arm with ten bodies are written and read, beside plain JSON. Prints one table, or one line of JSON. */
export async function benchRecording({ json, quick }: { readonly json: boolean; readonly quick: boolean }): Promise<RecordingFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'tempera-bench-recording-'));
  try {
    // Twice: the first round warms up the compiler and the disk's cache.
    await measure(join(folder, 'warm'), 4);
    const figures = await measure(join(folder, 'run'), quick ? 10 : 100);
    process.stdout.write(json ? `${JSON.stringify({ bench: 'recording', ...figures })}\n` : table(figures));
    return figures;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(runFolder: string, episodes: number): Promise<RecordingFigures> {
  const steps = armSteps();
  const openRecorder = createOpenRecorder(runFolder);
  const recorderUs: number[] = [];
  const callerUs: number[] = [];
  const processorUs: number[] = [];
  const plainJsonUs: number[] = [];
  const readUs: number[] = [];
  const perStepUs = (sinceMs: number): number => (1000 * (performance.now() - sinceMs)) / stepsPerEpisode;
  // In turns, so that whatever else the machine does falls on all of them alike.
  for (let number = 1; number <= episodes; number += 1) {
    const opened = performance.now();
    const before = process.cpuUsage();
    const recorder = await openRecorder({ ...armHeader, number });
    const added = performance.now();
    for (const step of steps) recorder.add(step);
    callerUs.push(perStepUs(added));
    await recorder.finish('truncated', false);
    recorderUs.push(perStepUs(opened));
    const used = process.cpuUsage(before);
    processorUs.push((used.user + used.system) / stepsPerEpisode);

    const plain = performance.now();
    await writePlainJson(join(runFolder, `${String(number)}.json`), steps);
    plainJsonUs.push(perStepUs(plain));

    const read = performance.now();
    await readEpisode(episodeFile(runFolder, number));
    readUs.push(perStepUs(read));
  }

  const listed = performance.now();
  await listEpisodes(runFolder);
  const listMs = performance.now() - listed;
  return {
    steps: episodes * stepsPerEpisode,
    bytesPerStep: Math.round((await sizeOf(episodeFile(runFolder, 1))) / stepsPerEpisode),
    recorderUs: percentile(recorderUs, 0.5),
    callerUs: percentile(callerUs, 0.5),
    processorUs: percentile(processorUs, 0.5),
    plainJsonUs: percentile(plainJsonUs, 0.5),
    stepsPerS: Math.round(1e6 / percentile(recorderUs, 0.5)),
    readUs: percentile(readUs, 0.5),
    listMs,
  };
}

async function writePlainJson(path: string, steps: readonly EpisodeStep[]): Promise<void> {
  const text = steps.map((step) => JSON.stringify(step, (_, value: unknown) => (ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value)));
  const file = await open(path, 'w');
  await file.writeFile(text.join('\n'));
  await file.close();
}

async function sizeOf(path: string): Promise<number> {
  const file = await open(path);
  const { size } = await file.stat();
  await file.close();
  return size;
}

const jointNames = ['pan', 'lift', 'elbow', 'flex', 'roll', 'gripper'];
const bodyCount = 10;

const armHeader: EpisodeHeader = {
  runId: 'bench',
  number: 1,
  task: 'reach',
  startedMs: 1_760_000_000_000,
  startStep: 0,
  controlPeriodS: 0.05,
  jointNames,
  actionNames: jointNames,
  observationSize: 20,
  scene: {
    id: 'bench',
    title: 'Bench',
    bodies: Array.from({ length: bodyCount }, (_, index) => ({ name: `body ${String(index)}`, geometries: [] })),
    focus: [0, 0, 0],
    distance: 1,
  },
};

function armSteps(): EpisodeStep[] {
  const random = createRandom(1);
  const single = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal());
  const double = (size: number): Float64Array => Float64Array.from({ length: size }, () => random.normal());
  const joints = jointNames.length;
  return Array.from({ length: stepsPerEpisode }, (_, index) => ({
    timeS: index * armHeader.controlPeriodS,
    observation: single(armHeader.observationSize),
    configuration: double(2 * joints),
    action: single(joints).map(Math.tanh),
    preTanhMean: single(joints),
    logStd: single(joints),
    logProb: random.normal(),
    policyVersion: index,
    alpha: 0.2,
    reward: random.normal(),
    rewardTerms: { distance: random.normal(), effort: random.normal() },
    positionRad: double(joints),
    velocityRadS: double(joints),
    goalRad: double(joints),
    bodies: single(7 * bodyCount),
    target: single(3),
  }));
}

function table(figures: RecordingFigures): string {
  const microseconds = (value: number): string => `${value.toFixed(1).padStart(8)} us a step`;
  return [
    `Recording ${String(figures.steps)} steps of a six-joint arm, ${String(figures.bytesPerStep)} bytes each`,
    `  recorder, all told       ${microseconds(figures.recorderUs)}   ${String(figures.stepsPerS)} steps/s`,
    `  of that, calls of add    ${microseconds(figures.callerUs)}`,
    `  processor time           ${microseconds(figures.processorUs)}   ${(((figures.processorUs * 3000) / 1e6) * 100).toFixed(0)} % of a core at 3000 steps/s`,
    `  plain JSON (the floor)   ${microseconds(figures.plainJsonUs)}`,
    `  reading back             ${microseconds(figures.readUs)}`,
    `  listing ${String(figures.steps / stepsPerEpisode)} episodes     ${figures.listMs.toFixed(1).padStart(8)} ms`,
    '',
  ].join('\n');
}
