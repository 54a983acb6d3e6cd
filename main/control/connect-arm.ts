import type { ArmDescription } from '../../shared/arm';
import type { ArmDriver } from '../../shared/arm-driver';
import { loadTwin, type Twin } from '../worlds/twin';
import type { ControlTime } from './control-time';
import { openArm, type ArmKind } from './open-arm';
import { createTwinGuard } from './posture-guard';
import { requireSameArm } from './same-arm';
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

/**
 * Opens the arm at an address, reads it and holds it where it is. Rejects with a `Failure` and leaves nothing open.
 * @param expected the only arm that will do; another one is let go of before its torque is switched on.
 */
export async function connectArm(address: string, time: ControlTime, kinds?: readonly ArmKind[], expected?: ArmDescription): Promise<ConnectedArm> {
  const driver = await openArm(address, kinds);
  if (expected !== undefined) await requireOrClose(driver, expected);
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

async function requireOrClose(driver: ArmDriver, expected: ArmDescription): Promise<void> {
  try {
    requireSameArm(expected, driver.description);
  } catch (thrown) {
    await driver.close();
    throw thrown;
  }
}
