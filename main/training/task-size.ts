import { Failure } from '../../shared/contract/failure';
import type { TaskDescription } from '../../shared/contract/frames';
import type { PolicySnapshot, ProblemSize } from '../learning/learner';

/** How many numbers a task observes, over all its fields. */
export function observationSizeOf(task: TaskDescription): number {
  return task.observation.reduce((sum, field) => sum + field.size, 0);
}

export function problemSizeOf(task: TaskDescription): ProblemSize {
  return { observationSize: observationSizeOf(task), actionSize: task.actionNames.length };
}

/** Refuses NaN and infinity, by the name of the field that has it, so that no learner ever sees one. */
export function requireFinite(task: TaskDescription, what: 'first observation' | 'observation' | 'reward', values: ArrayLike<number>): void {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value !== undefined && Number.isFinite(value)) continue;
    const where = what === 'reward' ? 'reward' : `${what} "${fieldName(task, index)}"`;
    throw new Failure('internal', `The ${where} of ${task.name} was ${value}: the episode was ended. Check the arm's readings, or the task if this comes back.`);
  }
}

function fieldName(task: TaskDescription, index: number): string {
  let first = 0;
  for (const field of task.observation) {
    if (index < first + field.size) return field.size === 1 ? field.name : `${field.name}[${index - first}]`;
    first += field.size;
  }
  return `number ${index}`;
}

/** How a policy of another shape is refused, before it acts. */
export function requireSize(size: ProblemSize, snapshot: PolicySnapshot): void {
  if (snapshot.size.observationSize === size.observationSize && snapshot.size.actionSize === size.actionSize) return;
  throw new Failure(
    'bad-argument',
    `The policy takes ${snapshot.size.observationSize} observations and gives ${snapshot.size.actionSize} actions, but the task has ` +
      `${size.observationSize} and ${size.actionSize}: choose a run of this task.`,
  );
}
