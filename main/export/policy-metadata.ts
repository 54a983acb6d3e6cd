import type { TaskDescription } from '../../shared/contract/frames';
import type { NetworkSnapshot } from '../learning/learner';
import type { RunRecord } from '../training/run-record';

/** What a program must know to use an exported policy; structures are JSON. docs/formats.md, "Exported policy". */
export function policyMetadata(task: TaskDescription, run: RunRecord, step: number, snapshot: NetworkSnapshot): Readonly<Record<string, string>> {
  return {
    task: task.name,
    algorithm: run.settings.algorithm,
    run: run.id,
    step: String(step),
    updates: String(snapshot.version),
    control_period_s: String(task.controlPeriodS),
    observation: JSON.stringify(task.observation),
    action_names: JSON.stringify(task.actionNames),
    action_scaling: JSON.stringify(actionScaling(task)),
  };
}

/** Of a task of an arm: how an action becomes joint targets in radians. */
function actionScaling({ actionScaling: scaling }: TaskDescription): unknown {
  if (scaling === undefined) return { type: 'task', range: [-1, 1] };
  return { type: scaling.type, range: [-1, 1], step_rad: scaling.stepRad, target_rad: 'goal_rad + step_rad * action, kept within the range of the joint' };
}
