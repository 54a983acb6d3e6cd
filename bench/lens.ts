import { createSimulatedEnvironment } from '../main/control/simulated-environment';
import { createStateInspector } from '../main/learning/state-inspector';
import { actorShapes, criticShapes, initialParameters } from '../main/learning/networks';
import type { NamedTensors, NetworkSnapshot, ProblemSize } from '../main/learning/learner';
import { createLens, fanSize } from '../main/lens/lens';
import { createProjection, findTask } from '../main/worlds/task-registry';
import { createRandom } from '../shared/maths/random';
import { percentile } from '../shared/maths/statistics';

export interface LensFigures {
  readonly actions: number;
  /** Milliseconds a frame, medians. `frame` has everything; `frameWithoutSlice` leaves the energy slice out. */
  readonly frameMs: number;
  readonly frameWithoutSliceMs: number;
  /** Its parts, each alone: the networks over the fan (the floor), and the twin's kinematics of the fan. */
  readonly inferenceMs: number;
  readonly projectionMs: number;
}

const hiddenSizes = [256, 256];

/** How long one frame of the lens takes for the arm's task `reach`, beside the inference alone. Prints one table, or one line of JSON. */
export async function benchLens({ json, quick }: { readonly json: boolean; readonly quick: boolean }): Promise<LensFigures> {
  const task = 'reach';
  const environment = await createSimulatedEnvironment(task);
  const observation = (await environment.reset(1)).slice();
  const configuration = environment.configuration().slice();
  await environment.close();

  const { actionNames } = findTask(task);
  const snapshot = freshNetworks({ observationSize: observation.length, actionSize: actionNames.length });
  const inspector = await createStateInspector(snapshot, fanSize);
  const projection = await createProjection(task);
  const lens = createLens({ inspector, snapshot, projection, actionNames });
  const noise = new Float32Array(fanSize * actionNames.length);
  createRandom(1).fillNormal(noise);
  const { actions } = await inspector.sample(observation, noise);
  const points = new Float32Array(fanSize * 3);

  const state = { source: 'live', stepIndex: 0, observation, configuration } as const;
  const [frameMs, frameWithoutSliceMs, inferenceMs, projectionMs] = await medians(quick ? 20 : 200, [
    () => lens.frame({ ...state, slice: { dimensionX: 0, dimensionY: 1 } }),
    () => lens.frame(state),
    () => inspector.sample(observation, noise),
    () => projection?.project(observation, configuration, actions, points),
  ]);
  await lens.close();
  projection?.close();

  const figures: LensFigures = { actions: fanSize, frameMs, frameWithoutSliceMs, inferenceMs, projectionMs };
  process.stdout.write(json ? `${JSON.stringify({ bench: 'lens', ...figures })}\n` : table(figures));
  return figures;
}

type Four<Value> = readonly [Value, Value, Value, Value];

/** Median time of each piece of work, run in turns so that whatever else the machine does falls on all of them alike. */
async function medians(rounds: number, work: Four<() => unknown>): Promise<Four<number>> {
  const times: Four<number[]> = [[], [], [], []];
  const warmUp = 10;
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const [index, run] of work.entries()) {
      const start = performance.now();
      await run();
      if (round >= warmUp) times[index]?.push(performance.now() - start);
    }
  }
  const [a, b, c, d] = times;
  return [percentile(a, 0.5), percentile(b, 0.5), percentile(c, 0.5), percentile(d, 0.5)];
}

function freshNetworks(size: ProblemSize): NetworkSnapshot {
  const random = createRandom(1);
  const part = (name: string, tensors: NamedTensors): NamedTensors => Object.fromEntries(Object.entries(tensors).map(([key, tensor]) => [`${name}/${key}`, tensor]));
  return {
    version: 0,
    alpha: 0.2,
    size,
    logStdRange: [-5, 2],
    tensors: { ...part('actor', initialParameters(actorShapes(size, hiddenSizes), random)), ...part('critics', initialParameters(criticShapes(size, hiddenSizes), random)) },
  };
}

function table(figures: LensFigures): string {
  const milliseconds = (value: number): string => `${value.toFixed(2).padStart(8)} ms`;
  return [
    `Lens of reach: ${String(figures.actions)} actions, networks of ${hiddenSizes.join(' x ')}, one thread`,
    `  whole frame, with energy slice ${milliseconds(figures.frameMs)}`,
    `  frame without the slice        ${milliseconds(figures.frameWithoutSliceMs)}   ${(figures.frameWithoutSliceMs / figures.inferenceMs).toFixed(2)} x the inference alone`,
    `  inference alone (the floor)    ${milliseconds(figures.inferenceMs)}`,
    `  projection alone               ${milliseconds(figures.projectionMs)}`,
    '',
  ].join('\n');
}
