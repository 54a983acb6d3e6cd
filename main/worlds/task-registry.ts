import { Failure } from '../../shared/contract/failure';
import type { TaskDescription } from '../../shared/contract/frames';
import type { ArmTask } from './arm-task';
import type { Environment, TaskProjection } from './environment';
import { createPendulum, createPendulumProjection, pendulumDescription } from './tasks/pendulum';
import { createReach } from './tasks/reach';
import { reachDescription } from './tasks/reach-description';
import { createReachProjection } from './tasks/reach-projection';
import type { Twin } from './twin';

/** A task of an arm, or one with a world of its own. */
type TaskModule =
  | { readonly type: 'arm'; readonly description: TaskDescription; create(twin: Twin): ArmTask; project(): Promise<TaskProjection> }
  | { readonly type: 'alone'; readonly description: TaskDescription; create(): Environment; project(): Promise<TaskProjection> };

const modules: readonly TaskModule[] = [
  { type: 'arm', description: reachDescription, create: createReach, project: () => createReachProjection('so-101') },
  { type: 'alone', description: pendulumDescription, create: createPendulum, project: async () => createPendulumProjection() },
];

export const taskDescriptions: readonly TaskDescription[] = modules.map((module) => module.description);

/** Throws a `Failure` of code `not-found` that names the known tasks. */
export function findTask(name: string): TaskDescription {
  return findModule(name).description;
}

/** A task for an arm with this twin, which stays the caller's. Throws a `Failure` for a task that uses no arm or does not fit it. */
export function createArmTask(name: string, twin: Twin): ArmTask {
  const module = findModule(name);
  if (module.type === 'arm') return module.create(twin);
  throw new Failure('bad-argument', `The task "${name}" uses no arm. Open its own environment instead.`);
}

/** The environment of a task that uses no arm. Throws a `Failure` for one that does. */
export function createLoneEnvironment(name: string): Environment {
  const module = findModule(name);
  if (module.type === 'alone') return module.create();
  throw new Failure('bad-argument', `The task "${name}" needs an arm. Connect one, or use the simulated arm.`);
}

/** What the fan of a task draws with. Close it after use. */
export async function createProjection(name: string): Promise<TaskProjection> {
  return findModule(name).project();
}

function findModule(name: string): TaskModule {
  const found = modules.find((module) => module.description.name === name);
  if (found !== undefined) return found;
  const known = taskDescriptions.map((task) => `"${task.name}"`).join(', ');
  throw new Failure('not-found', `There is no task "${name}". Use one of ${known}.`);
}
