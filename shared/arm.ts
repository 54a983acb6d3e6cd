/** What an arm is and what it reports. SI units and radians; arrays run in joint order. */

export interface JointDescription {
  readonly name: string;
  readonly minRad: number;
  readonly maxRad: number;
  readonly maxVelocityRadS: number;
  readonly maxAccelerationRadS2: number;
}

export interface ArmDescription {
  /** For example "SO-101 (simulated)". */
  readonly title: string;
  /** Names the MJCF model that is the arm's twin, for example "so-101". */
  readonly model: string;
  readonly joints: readonly JointDescription[];
  /** What the servos may be supplied with, by their own settings; absent where they have none. */
  readonly supply?: SupplyRange;
  /** Which arm it is, whatever port it is at; absent where the title says all there is. */
  readonly identity?: ArmIdentity;
}

/** What tells one arm from another. */
export interface ArmIdentity {
  /** For example "SO-101". */
  readonly kind: string;
  /** How each servo is calibrated, in joint order, in words: as good as a name plate. Absent where nothing is stored. */
  readonly servos?: readonly string[];
}

export interface SupplyRange {
  readonly minV: number;
  readonly maxV: number;
}

/** One reading of an arm. Optional arrays are absent where the hardware does not measure them. */
export interface ArmState {
  /** Seconds on the driver's own monotonic clock: simulated time for a simulated arm. */
  readonly timeS: number;
  readonly positionRad: Float64Array;
  readonly velocityRadS: Float64Array;
  /** The position that the servos are holding or moving to. */
  readonly goalRad: Float64Array;
  /** Signed fraction of the available torque, -1 to 1. */
  readonly load?: Float64Array;
  readonly currentA?: Float64Array;
  readonly temperatureC?: Float64Array;
  readonly voltageV?: Float64Array;
  /** Where the loose things of a simulated world are: 13 numbers each, see `objectReadingSize`. No real arm senses them. */
  readonly objects?: Float64Array;
}

/**
 * - `disconnected`: no arm.
 * - `holding`: torque on, the goal stays where it is; ready to move.
 * - `moving`: the owner's targets are followed, within the limits.
 * - `stopped`: a stop is latched; torque on, holding; `engage` clears it.
 * - `released`: torque off; the arm may fall.
 */
export type ArmMode = 'disconnected' | 'holding' | 'moving' | 'stopped' | 'released';

/** Who may move the arm now. There is one owner at a time. */
export type ArmOwner = 'nobody' | 'jog' | 'training' | 'replay' | 'calibration';

/** Why a stop is latched, in words for the operator. */
export interface StopReason {
  readonly code: string;
  /** One sentence: what happened, at which joint, with the value. */
  readonly sentence: string;
  /** One sentence: what to do about it. */
  readonly remedy: string;
  readonly joint?: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

export interface ArmStatus {
  readonly mode: ArmMode;
  readonly owner: ArmOwner;
  /** Absent when disconnected. */
  readonly description?: ArmDescription;
  /** "sim" or the path of the port. */
  readonly address?: string;
  readonly stop?: StopReason;
  /** What the arm reports between its warning and its stop level now, one sentence each; absent when there is nothing. */
  readonly warnings?: readonly string[];
  /** How often the supervisor changed or refused a command, by limit, since connecting. */
  readonly interventions: Readonly<Record<string, number>>;
  /** Measured over the last 10 s; absent before the first second. */
  readonly control?: ControlRate;
  /** How the talk with the arm goes; absent for a simulated arm without a line. */
  readonly link?: LinkQuality;
  /** The box that the supervisor keeps the gripper's tip inside; absent when disconnected. */
  readonly workspace?: WorkspaceBox;
}

/** Axis-aligned, metres, in the frame of the arm's model: z up, the table at 0. */
export interface WorkspaceBox {
  readonly minimum: readonly [number, number, number];
  readonly maximum: readonly [number, number, number];
}

/** What became of the talk with an arm since it was connected. */
export interface LinkCounts {
  /** Packets that were sent, those that were sent again included. */
  readonly exchanges: number;
  /** Sent again, because a reply was missing or damaged. */
  readonly retries: number;
  /** Given up after the last try. */
  readonly failures: number;
  /** Replies whose checksum was wrong. */
  readonly damaged: number;
  /** By joint, in joint order, where each answers for itself. */
  readonly joints?: readonly JointLinkCounts[];
}

export interface JointLinkCounts {
  readonly name: string;
  readonly retries: number;
  readonly failures: number;
}

export interface LinkQuality extends LinkCounts {
  /** Goals out and a reading in, milliseconds, over the last 10 s; absent until there was one. */
  readonly roundTripP50Ms?: number;
  readonly roundTripP99Ms?: number;
  readonly roundTripMaxMs?: number;
}

export interface ControlRate {
  readonly rateHz: number;
  /** 99th percentile of |period - nominal| in milliseconds. */
  readonly periodErrorP99Ms: number;
  readonly periodErrorP50Ms?: number;
  readonly periodErrorMaxMs?: number;
  /** Ticks left out since the loop began because the one before was late. */
  readonly missedTicks?: number;
}
