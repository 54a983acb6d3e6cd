import { Failure } from '../../shared/contract/failure';
import { loadArmWorld } from '../worlds/arm-world';
import type { ArmDriver } from './arm-driver';
import { SimulatedArm } from './simulated-arm';

/** One kind of arm that can be connected by an address. */
export interface ArmKind {
  /** How its addresses look, for the operator. */
  readonly addresses: string;
  accepts(address: string): boolean;
  open(address: string): Promise<ArmDriver>;
}

/** The model that "sim" simulates. */
const simulatedModel = 'so-101';

export const simulatedArm: ArmKind = {
  addresses: '"sim" for the simulated arm',
  accepts: (address) => address === 'sim',
  open: async () => new SimulatedArm(await loadArmWorld(simulatedModel)),
};

/** Every kind of arm, in the order in which they are asked. Drivers of serial arms are added here. */
export const armKinds: readonly ArmKind[] = [simulatedArm];

/** Opens the driver of the arm at an address. Rejects with a `Failure` of code `not-found` when no kind knows it. */
export async function openArm(address: string, kinds: readonly ArmKind[] = armKinds): Promise<ArmDriver> {
  const kind = kinds.find((candidate) => candidate.accepts(address));
  if (kind !== undefined) return kind.open(address);
  const known = kinds.map((candidate) => candidate.addresses).join(' or ');
  throw new Failure('not-found', `There is no arm at "${address}". Use ${known}.`);
}
