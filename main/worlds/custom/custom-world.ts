import path from 'node:path';
import { Failure } from '../../../shared/contract/failure';
import type { TaskDescription } from '../../../shared/contract/frames';
import { createRandom } from '../../../shared/maths/random';
import type { Environment, StepOutcome } from '../environment';
import { openWith, type Simulation } from '../mujoco';
import { describeScene, sceneId, writeBodyPoses } from '../scene-from-model';
import { createControls } from './controls';
import { createEpisodeRules } from './episode-rules';
import { createModelNames } from './model-names';
import { createObserver } from './observation';
import { createPhysics } from './physics';
import { createReset } from './reset';
import { createRewarder } from './reward';
import { describeWorld } from './world-description';
import type { WorldDefinition } from './world-schema';

/** A world of the operator's own, read but not compiled yet. */
export interface WorldSource {
  /** How the operator knows it, at the head of every sentence: the path of its file. */
  readonly file: string;
  readonly definition: WorldDefinition;
  /** The MuJoCo XML, and the files that it names by their paths from its folder. */
  readonly mjcf: string;
  readonly assets: ReadonlyMap<string, Uint8Array>;
}

/**
 * Compiles a world into an environment. Rejects with a `Failure` of code `bad-argument`, with the path inside the
 * file, when the file and the model do not fit together, and with MuJoCo's own sentence when it cannot load the model.
 *
 * @param description for a world of Tempera's own; left out, it is made of the definition and the model
 */
export function openWorld(source: WorldSource, description?: TaskDescription): Promise<Environment> {
  return openWith(source.mjcf, modelPath(source), (simulation) => createWorld(simulation, source, description), source.assets);
}

/** How a window and a learner know a world. Rejects as `openWorld` does. */
export async function describeSource(source: WorldSource): Promise<TaskDescription> {
  const environment = await openWorld(source);
  await environment.close();
  return environment.task;
}

/** How the operator knows the model of a world. */
export function modelPath({ file, definition }: WorldSource): string {
  return path.join(path.dirname(file), definition.model);
}

function createWorld(simulation: Simulation, { file, definition, mjcf }: WorldSource, given: TaskDescription | undefined): Environment {
  const { data } = simulation;
  const names = createModelNames(simulation, file);
  const controls = createControls(simulation, names, definition);
  const observer = createObserver(simulation, names, definition);
  const physics = createPhysics(simulation, definition);
  const rewarder = createRewarder(simulation, names, definition, physics.periodS);
  const rules = createEpisodeRules(simulation, names, definition);
  const drawStart = createReset(simulation, names, definition);
  const tip = definition.tip === undefined ? undefined : names.place(definition.tip, 'tip');
  const task = given ?? describeWorld(definition, physics.periodS, observer.fields, names.actuators);
  const scene = describeScene(simulation, sceneId({ name: definition.name, mjcf }), task.title);
  const observation = new Float32Array(observer.size);
  let steps = 0;

  /** The step in which the physics diverged: the last sound observation, and no reward of a state that is none. */
  function diverged(): StepOutcome {
    if (rules.endsWhenNonFinite) return { observation, reward: 0, rewardTerms: {}, terminated: true, truncated: false, success: false };
    throw new Failure(
      'internal',
      `The physics of ${task.name} diverged at step ${steps} of the episode: use a smaller timestep or weaker actuators in ${definition.model}, ` +
        `or let {"type": "non-finite"} in "termination" end such episodes.`,
    );
  }

  return {
    task,
    scene,
    async reset(seed) {
      drawStart(createRandom(seed));
      physics.settle();
      rules.begin();
      steps = 0;
      observer.write(observation);
      return observation;
    },
    async step(action) {
      controls.apply(action);
      rewarder.before();
      steps += 1;
      if (!physics.advance()) return diverged();
      observer.write(observation);
      const left = rules.left();
      const { reward, terms } = rewarder.after(left);
      const timeIsUp = steps >= definition.horizonSteps;
      const success = rules.success({ reward, terminated: left, truncated: timeIsUp });
      const terminated = left || (success && rules.successTerminates);
      return { observation, reward, rewardTerms: terms, terminated, truncated: timeIsUp && !terminated, success };
    },
    pose() {
      const bodies = new Float32Array(7 * simulation.model.nbody);
      writeBodyPoses(simulation, bodies);
      const positions: Float64Array | undefined = tip === undefined ? undefined : data[tip.array];
      return {
        sceneId: scene.id,
        timeS: steps * physics.periodS,
        bodies,
        ...(tip === undefined || positions === undefined ? {} : { tip: Float32Array.from(positions.subarray(3 * tip.id, 3 * tip.id + 3)) }),
      };
    },
    configuration: () => physics.configuration(),
    async close() {
      simulation.close();
    },
  };
}
