import { loadArmWorld, type ArmWorld } from '../../worlds/arm-world';
import { connectArm, type ConnectedArm } from '../connect-arm';
import type { ControlTime } from '../control-time';
import type { ArmKind } from '../open-arm';
import { SimulatedArm } from '../simulated-arm';

/** A simulated arm that is watched in MuJoCo itself, at every physics step: not by the supervisor's own word. */
export interface WatchedArm extends ConnectedArm {
  readonly world: ArmWorld;
  /** The highest speed of each joint since `forget`, rad/s. */
  readonly topSpeedRadS: Float64Array;
  /** What touched what, ever. */
  readonly contacts: Set<string>;
  forget(): void;
}

export async function connectWatchedArm(time: ControlTime): Promise<WatchedArm> {
  const world = await loadArmWorld('so-101');
  const topSpeedRadS = new Float64Array(world.description.joints.length);
  const contacts = new Set<string>();
  const watched: ArmWorld = {
    ...world,
    advance(seconds) {
      world.advance(seconds);
      world.read().velocityRadS.forEach((velocity, joint) => {
        topSpeedRadS[joint] = Math.max(topSpeedRadS[joint] ?? 0, Math.abs(velocity));
      });
      const contact = world.contact();
      if (contact !== undefined) contacts.add(`${contact.first} and ${contact.second}`);
    },
  };
  const kind: ArmKind = { addresses: '"sim"', accepts: () => true, open: () => Promise.resolve(new SimulatedArm(watched)) };
  const connected = await connectArm('sim', time, [kind]);
  return { ...connected, world, topSpeedRadS, contacts, forget: () => topSpeedRadS.fill(0) };
}
