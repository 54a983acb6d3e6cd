import type { ArmDescription, ArmState, LinkCounts } from './arm';
import type { WorldObject } from './world-object';

/**
 * How one kind of arm is spoken to. Only the supervised arm may hold a driver: everything else
 * moves the arm through the supervisor. Drivers of simulated and of serial arms pass the same conformance tests.
 */
export interface ArmDriver {
  readonly description: ArmDescription;
  /** What the hardware reports of itself now, one sentence each; absent where there is nothing to report. */
  readonly warnings?: readonly string[];
  /** How the talk with the hardware went so far; absent where there is no line. */
  readonly linkCounts?: LinkCounts;
  /** Reads the whole arm once. Rejects with a `Failure` of code `link-lost` when it cannot. */
  read(): Promise<ArmState>;
  /** Sends position goals, one per joint, radians. */
  command(goalRad: Float64Array): Promise<void>;
  /** Torque on or off. Before torque comes on, the goal is set to the present position. */
  setTorque(on: boolean): Promise<void>;
  /**
   * Lets one control period pass. A simulated arm advances its physics by it; a real one waits for nothing,
   * because its time passes by itself.
   */
  advance(periodS: number): Promise<void>;
  /**
   * Puts the arm into a posture at once, and the loose things of its world to these poses, 7 numbers each. Simulated
   * arms alone have it; a real arm is moved there.
   */
  place?(positionRad: Float64Array, objectPoses?: Float64Array): Promise<void>;
  /** Lays these loose things into the world in place of all that were there. Simulated arms alone have it. */
  furnish?(objects: readonly WorldObject[]): Promise<void>;
  /** Called once when the link is gone for good, with the reason for the operator. */
  onLost(listener: (sentence: string) => void): () => void;
  close(): Promise<void>;
}
