import type { Environment } from '../worlds/environment';
import { createArmTask, createLoneEnvironment, findTask, taskUsesArm } from '../worlds/task-registry';
import { ArmEnvironment } from './arm-environment';
import { connectArm } from './connect-arm';
import { createFastClock } from './control-clock';
import { systemTime, type ControlTime } from './control-time';

/**
 * A task in a simulation of its own, as fast as it goes: for evaluation, for lock-step runs and for tests. Arm tasks
 * run on their own simulated arm, behind a supervisor like any other. Close it after use.
 * Rejects with a `Failure` of code `not-found` for an unknown task.
 */
export async function createSimulatedEnvironment(taskName: string, time: ControlTime = systemTime): Promise<Environment> {
  if (!taskUsesArm(taskName)) return createLoneEnvironment(taskName);
  const { arm, twin, close } = await connectArm('sim', time);
  try {
    const task = createArmTask(taskName, twin);
    arm.take('training');
    return new ArmEnvironment({ task, arm, twin, clock: createFastClock(findTask(taskName).controlPeriodS), onClose: close });
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
