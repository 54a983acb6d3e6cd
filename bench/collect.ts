import { createRandom } from '../shared/maths/random';
import { createSimulatedEnvironment } from '../main/control/simulated-environment';
import type { Environment } from '../main/worlds/environment';
import { findArmModel } from '../main/worlds/models/arm-models';
import { furnishMjcf } from '../main/worlds/models/furnish-mjcf';
import { openSimulation } from '../main/worlds/mujoco';
import { createArmTask, taskUsesArm } from '../main/worlds/task-registry';
import { loadTwin } from '../main/worlds/twin';
import { blockSteps, measureLockstep, speedOf, type Speed } from './lockstep-pace';

export interface CollectRow {
  readonly task: string;
  /** The environment alone, resets included. */
  readonly environment: Speed;
  /** The floor: the same control steps as bare physics steps of the same model, in the same run. Absent for a world without MuJoCo. */
  readonly physics?: Speed & { readonly stepsPerControlStep: number };
  /** The lock-step worker, which records every step: with random actions, and with those of a policy. */
  readonly lockstepRandom: Speed;
  readonly lockstepPolicy: Speed;
}

const tasks = ['reach', 'push', 'lift', 'pendulum'] as const;
const armModel = 'so-101';
const targetStepsPerS = 3000;

/**
 * How fast one process collects without learning: random actions in the very environments of lock-step training and
 * evaluation, supervisor included, turn about with the bare physics. Prints one table, or one line of JSON.
 */
export async function benchCollect({ json, quick }: { readonly json: boolean; readonly quick: boolean }): Promise<readonly CollectRow[]> {
  const rows: CollectRow[] = [];
  for (const task of tasks) rows.push(await measure(task, quick ? 10 : 100));
  process.stdout.write(json ? `${JSON.stringify({ bench: 'collect', rows })}\n` : table(rows));
  return rows;
}

async function measure(task: string, blocks: number): Promise<CollectRow> {
  const environment = await createSimulatedEnvironment(task);
  const physics = taskUsesArm(task) ? await openPhysics(task, environment.task.controlPeriodS) : undefined;
  const collector = createRandomCollector(environment);
  const times: number[] = [];
  const floorTimes: number[] = [];
  // The first blocks warm up the compiler.
  for (let block = -Math.ceil(blocks / 10); block < blocks; block += 1) {
    const { elapsedMs, goals } = await collector.collect();
    const floorMs = physics?.repeat(goals);
    if (block < 0) continue;
    times.push(elapsedMs);
    if (floorMs !== undefined) floorTimes.push(floorMs);
  }
  physics?.close();
  await environment.close();
  return {
    task,
    environment: speedOf(times),
    ...(physics === undefined ? {} : { physics: { ...speedOf(floorTimes), stepsPerControlStep: physics.stepsPerControlStep } }),
    lockstepRandom: await measureLockstep(task, 'random', blocks),
    lockstepPolicy: await measureLockstep(task, 'policy', blocks),
  };
}

/** What the servos were told in one control step, and at the first of an episode the state that it began in. */
interface Goal {
  readonly goalRad: ArrayLike<number>;
  readonly start?: { readonly positionRad: ArrayLike<number>; readonly bodies: Float32Array };
}

interface Block {
  /** Of the environment's own work alone. */
  readonly elapsedMs: number;
  readonly goals: readonly Goal[];
}

function createRandomCollector(environment: Environment): { collect(): Promise<Block> } {
  const random = createRandom(1);
  const action = new Float32Array(environment.task.actionNames.length);
  let running = false;
  return {
    async collect() {
      const goals: Goal[] = [];
      let elapsedMs = 0;
      for (let step = 0; step < blockSteps; step += 1) {
        let start: Goal['start'];
        if (!running) {
          const beganMs = performance.now();
          await environment.reset(random.integer(0x1_0000_0000));
          elapsedMs += performance.now() - beganMs;
          const { positionRad = [], bodies } = environment.pose();
          start = { positionRad, bodies };
        }
        for (let index = 0; index < action.length; index += 1) action[index] = 2 * random.uniform() - 1;
        const beganMs = performance.now();
        const { terminated, truncated } = await environment.step(action);
        elapsedMs += performance.now() - beganMs;
        running = !terminated && !truncated;
        goals.push({ goalRad: environment.pose().goalRad ?? [], ...(start === undefined ? {} : { start }) });
      }
      return { elapsedMs, goals };
    },
  };
}

interface Physics {
  readonly stepsPerControlStep: number;
  /** Steps the bare model through the same goals from the same starts; returns the milliseconds that it took. */
  repeat(goals: readonly Goal[]): number;
  close(): void;
}

async function openPhysics(task: string, controlPeriodS: number): Promise<Physics> {
  const twin = await loadTwin(armModel);
  const { objects = [] } = createArmTask(task, twin);
  twin.close();
  const { mujoco, model, data, close } = await openSimulation(furnishMjcf(findArmModel(armModel).mjcf, objects), armModel);
  const stepsPerControlStep = Math.round(controlPeriodS / model.opt.timestep);
  // The positions of the arm's joints come first, those of the loose things after them; so do the bodies.
  const joints: number = model.nu;
  return {
    stepsPerControlStep,
    repeat(goals) {
      let elapsedMs = 0;
      for (const { goalRad, start } of goals) {
        if (start !== undefined) {
          mujoco.mj_resetData(model, data);
          data.qpos.set(start.positionRad);
          data.qpos.set(start.bodies.subarray(start.bodies.length - 7 * objects.length), joints);
        }
        data.ctrl.set(goalRad);
        const beganMs = performance.now();
        for (let step = 0; step < stepsPerControlStep; step += 1) mujoco.mj_step(model, data);
        elapsedMs += performance.now() - beganMs;
      }
      return elapsedMs;
    },
    close,
  };
}

function table(rows: readonly CollectRow[]): string {
  const head = ['physics', 'environment', 'x physics', 'lock-step', 'with a policy'];
  const lines = rows.map(({ task, environment, physics, lockstepRandom, lockstepPolicy }) => {
    const share = physics === undefined ? '' : (environment.best / physics.best).toFixed(2);
    return [task, figures(physics), figures(environment), share, figures(lockstepRandom), figures(lockstepPolicy)];
  });
  const text = [['', ...head], ...lines].map((cells) => `  ${cells.map((cell, column) => (column === 0 ? cell.padEnd(9) : cell.padStart(18))).join('')}\n`);
  return `Control steps/s without learning: the fastest tenth, and the median (target: ${targetStepsPerS} of reach in lock-step)\n${text.join('')}`;
}

function figures(speed: Speed | undefined): string {
  return speed === undefined ? '' : `${speed.best.toFixed(0)}, ${speed.median.toFixed(0)}`;
}
