import type { ArmDescription, ArmState } from './arm';

/**
 * How one kind of arm is spoken to. Only the supervised arm may hold a driver: everything else
 * moves the arm through the supervisor. Drivers of simulated and of serial arms pass the same conformance tests.
 */
export interface ArmDriver {
  readonly description: ArmDescription;
  /** What the hardware reports of itself now, one sentence each; absent where there is nothing to report. */
  readonly warnings?: readonly string[];
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
  /** Puts the arm into a posture at once. Simulated arms alone have it; a real arm is moved there. */
  place?(positionRad: Float64Array): Promise<void>;
  /** Called once when the link is gone for good, with the reason for the operator. */
  onLost(listener: (sentence: string) => void): () => void;
  close(): Promise<void>;
}
