import { loadTwin, type Twin } from '../worlds/twin';
import type { ControlTime } from './control-time';
import { openArm, type ArmKind } from './open-arm';
import { createTwinGuard } from './posture-guard';
import { SupervisedArm } from './supervised-arm';
import { defaultLimits } from './supervisor-limits';

/** An arm with its twin, ready to be moved through the supervisor. */
export interface ConnectedArm {
  readonly address: string;
  readonly arm: SupervisedArm;
  readonly twin: Twin;
  /** Leaves the arm holding and frees the twin. */
  close(): Promise<void>;
}

/** Opens the arm at an address, reads it and holds it where it is. Rejects with a `Failure` and leaves nothing open. */
export async function connectArm(address: string, time: ControlTime, kinds?: readonly ArmKind[]): Promise<ConnectedArm> {
  const driver = await openArm(address, kinds);
  const twin = await loadTwin(driver.description.model).catch(async (thrown: unknown) => {
    await driver.close();
    throw thrown;
  });
  const limits = defaultLimits(driver.description);
  try {
    const arm = await SupervisedArm.connect({ driver, limits, guard: createTwinGuard(twin, limits.motion), time });
    const close = async (): Promise<void> => {
      try {
        await arm.close();
      } finally {
        twin.close();
      }
    };
    return { address, arm, twin, close };
  } catch (thrown) {
    twin.close();
    throw thrown;
  }
}
