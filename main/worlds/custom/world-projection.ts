import { Failure } from '../../../shared/contract/failure';
import type { TaskProjection } from '../environment';
import { openWith, type Simulation } from '../mujoco';
import { createControls } from './controls';
import { modelPath, type WorldSource } from './custom-world';
import { createModelNames } from './model-names';
import { createPhysics } from './physics';

/**
 * The fan of a world that names its tip: where one control period of the physics takes it after each action. Rejects
 * as `openWorld` does. Undefined for a world that names none: its lens has no fan.
 */
export async function createWorldProjection(source: WorldSource): Promise<TaskProjection | undefined> {
  if (source.definition.tip === undefined) return undefined;
  return openWith(source.mjcf, modelPath(source), (simulation) => createProjection(simulation, source), source.assets);
}

function createProjection(simulation: Simulation, { file, definition }: WorldSource): TaskProjection {
  const { mujoco, model, data } = simulation;
  const names = createModelNames(simulation, file);
  if (definition.tip === undefined) throw new Failure('internal', `${file} names no tip.`);
  const tip = names.place(definition.tip, 'tip');
  const controls = createControls(simulation, names, definition);
  const physics = createPhysics(simulation, definition);
  const actionSize = names.actuators.length;

  function assume(configuration: Float64Array): void {
    mujoco.mj_resetData(model, data);
    physics.assume(configuration);
  }

  function writeTip(points: Float32Array, offset: number): void {
    const positions: Float64Array = data[tip.array];
    points.set(positions.subarray(3 * tip.id, 3 * tip.id + 3), offset);
  }

  return {
    project(_observation, configuration, actions, points) {
      for (let row = 0; row < actions.length / actionSize; row += 1) {
        assume(configuration);
        controls.apply(actions, row * actionSize);
        physics.advance();
        writeTip(points, 3 * row);
      }
    },
    tip(_observation, configuration, point) {
      assume(configuration);
      mujoco.mj_kinematics(model, data);
      writeTip(point, 0);
    },
    close: simulation.close,
  };
}
