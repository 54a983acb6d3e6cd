import { Failure } from '../../shared/contract/failure';
import type { TaskDescription } from '../../shared/contract/frames';
import type { ArmTask } from './arm-task';
import { describeSource, openWorld } from './custom/custom-world';
import { isWorldFile, readWorldFile } from './custom/world-file';
import { createWorldProjection } from './custom/world-projection';
import type { Environment, TaskProjection } from './environment';
import { createInvertedPendulumProjection, invertedPendulumDescription, openInvertedPendulum } from './tasks/inverted-pendulum';
import { createMultiGoal, createMultiGoalProjection, multiGoalDescription } from './tasks/multi-goal';
import { createLift, createLiftProjection } from './tasks/lift';
import { liftDescription } from './tasks/lift-description';
import { createMultiGoalReach, createMultiGoalReachProjection } from './tasks/multi-goal-reach';
import { multiGoalReachDescription } from './tasks/multi-goal-reach-description';
import { createPendulum, createPendulumProjection, pendulumDescription } from './tasks/pendulum';
import { createPush, createPushProjection } from './tasks/push';
import { pushDescription } from './tasks/push-description';
import { createReach } from './tasks/reach';
import { reachDescription } from './tasks/reach-description';
import { createReachProjection } from './tasks/reach-projection';
import { createReacherProjection, openReacher, reacherDescription } from './tasks/reacher';
import type { Twin } from './twin';

/** A task of an arm, or one with a world of its own. */
type TaskModule =
  | { readonly type: 'arm'; readonly description: TaskDescription; create(twin: Twin): ArmTask; project(): Promise<TaskProjection | undefined> }
  | { readonly type: 'alone'; readonly description: TaskDescription; create(): Environment | Promise<Environment>; project(): Promise<TaskProjection | undefined> };

const modules: readonly TaskModule[] = [
  { type: 'arm', description: reachDescription, create: createReach, project: () => createReachProjection('so-101') },
  { type: 'alone', description: pendulumDescription, create: createPendulum, project: async () => createPendulumProjection() },
  { type: 'alone', description: multiGoalDescription, create: createMultiGoal, project: async () => createMultiGoalProjection() },
  { type: 'alone', description: invertedPendulumDescription, create: openInvertedPendulum, project: createInvertedPendulumProjection },
  { type: 'alone', description: reacherDescription, create: openReacher, project: createReacherProjection },
  { type: 'arm', description: multiGoalReachDescription, create: createMultiGoalReach, project: () => createMultiGoalReachProjection('so-101') },
  { type: 'arm', description: pushDescription, create: createPush, project: async () => createPushProjection() },
  { type: 'arm', description: liftDescription, create: createLift, project: async () => createLiftProjection() },
];

export const taskDescriptions: readonly TaskDescription[] = modules.map((module) => module.description);

/** Throws a `Failure` of code `not-found` that names the known tasks. */
export function findTask(name: string): TaskDescription {
  return findModule(name).description;
}

/**
 * A task as the workers are told of it: the name of one of Tempera's own, or the path of the task file of a world. Such
 * a file is read anew. Rejects with a `Failure` that says what is wrong with it.
 */
export async function describeTask(task: string): Promise<TaskDescription> {
  return isWorldFile(task) ? describeSource((await readWorldFile(task)).source) : findTask(task);
}

/** Whether a task, by name or by path, is one of an arm. */
export function taskUsesArm(task: string): boolean {
  return !isWorldFile(task) && findTask(task).usesArm;
}

/** A task for an arm with this twin, which stays the caller's. Throws a `Failure` for a task that uses no arm or does not fit it. */
export function createArmTask(name: string, twin: Twin): ArmTask {
  const module = findModule(name);
  if (module.type === 'arm') return module.create(twin);
  throw new Failure('bad-argument', `The task "${name}" uses no arm. Open its own environment instead.`);
}

/** The environment of a task that uses no arm, by name or by path. Rejects with a `Failure` for one that does. */
export async function createLoneEnvironment(task: string): Promise<Environment> {
  if (isWorldFile(task)) return openWorld((await readWorldFile(task)).source);
  const module = findModule(task);
  if (module.type === 'alone') return module.create();
  throw new Failure('bad-argument', `The task "${task}" needs an arm. Connect one, or use the simulated arm.`);
}

/** What the fan of a task, by name or by path, draws with; undefined where it has no place to draw. Close it after use. */
export async function createProjection(task: string): Promise<TaskProjection | undefined> {
  if (isWorldFile(task)) return createWorldProjection((await readWorldFile(task)).source);
  return findModule(task).project();
}

function findModule(name: string): TaskModule {
  const found = modules.find((module) => module.description.name === name);
  if (found !== undefined) return found;
  const known = taskDescriptions.map((task) => `"${task.name}"`).join(', ');
  throw new Failure('not-found', `There is no task "${name}". Use one of ${known}.`);
}
