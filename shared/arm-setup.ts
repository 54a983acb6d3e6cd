/**
 * Setting up an arm: finding its port, its motors' ids, its calibration, the board's firmware. One procedure runs at a
 * time, and all that a window or a terminal shows of it is one `SetupState`: where it is, one sentence that says what
 * the operator should do now, what is wrong, and which actions go on from here. Actions are taken with the call
 * `setup.act`; the procedure itself moves no arm and switches no torque on.
 */

/** Names of arms, as of the files `arms/NAME.json` in the library. */
export const armNamePattern = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

/** Families of bus servos that can be set up. */
export const servoKinds = ['feetech', 'dynamixel'] as const;
export type ServoKind = (typeof servoKinds)[number];

/** A serial port, as its adapter describes itself. What an adapter does not say is absent. */
export interface PortDescription {
  readonly path: string;
  readonly manufacturer?: string;
  readonly serialNumber?: string;
  /** Four hexadecimal digits each. */
  readonly vendorId?: string;
  readonly productId?: string;
  /** What keeps this account from using the port, and what to do; absent when nothing does. */
  readonly problem?: string;
  /** The calibrated arm that was last seen at an adapter of this serial number; a hint, the servos have the last word. */
  readonly armName?: string;
}

/** An arm whose calibration is in the library. */
export interface KnownArm {
  readonly name: string;
  readonly joints: readonly string[];
  /** Milliseconds since the epoch: when its calibration was written last. */
  readonly calibratedAtMs: number;
  /** Serial numbers of the adapters at which it was calibrated; empty when they had none. */
  readonly adapterSerialNumbers: readonly string[];
  /** Why its file cannot be used, and what to do; absent when it can. */
  readonly problem?: string;
}

/** What can be begun. `path` is that of a serial port; `emulated-feetech` and `emulated-dynamixel` are for practice. */
export type SetupRequest =
  | { readonly type: 'find-port' }
  /** Asks at every speed and of every kind who answers at a port, and says what is wrong there. */
  | { readonly type: 'scan'; readonly path: string }
  | { readonly type: 'motors'; readonly path: string; readonly kind: ServoKind }
  /** `kind` may be left out: the bus is asked. */
  | { readonly type: 'calibrate'; readonly path: string; readonly armName: string; readonly kind?: ServoKind }
  | { readonly type: 'compare'; readonly path: string; readonly armName: string; readonly kind?: ServoKind }
  /** Writes the released firmware into a Tempera board. */
  | { readonly type: 'flash'; readonly path: string };

export const setupActionNames = [
  'next',
  'back',
  'skip',
  'again',
  'flip',
  'centre',
  'resume',
  'start-over',
  'restore',
  'write-to-servos',
  'write-to-file',
  'retry',
  'close',
] as const;
export type SetupActionName = (typeof setupActionNames)[number];

/** Something that the operator can do now. The first one of a state goes on; draw it as the main button. */
export interface SetupAction {
  readonly name: SetupActionName;
  /** What it does, in a few words, for a button or a prompt: "Torque off", "Take this as the middle". */
  readonly label: string;
  /** The joint that it is about, for actions that exist once per joint. */
  readonly joint?: string;
  /** Why it cannot be taken yet, one sentence; absent when it can. */
  readonly blocked?: string;
  /** It lets the arm fall, or overwrites something: ask before it, or draw it so. */
  readonly caution?: boolean;
}

/** What every state of a procedure has. */
interface ProcedureState {
  /** One or two sentences: what to do now, or what is going on. */
  readonly instruction: string;
  /** What is wrong, one sentence each, with its remedy. */
  readonly problems: readonly string[];
  /** Empty while the procedure works by itself. Giving up (`setup.abandon`) is always possible and not listed. */
  readonly actions: readonly SetupAction[];
  /** 0 to 1 while the procedure works by itself, where it knows how far it is. */
  readonly progress?: number;
}

/**
 * - `running`: goes on by itself or by `setup.act`.
 * - `done`: did what it should; nothing is held any more. `setup.abandon` or the action `close` clears it away.
 * - `failed`: could not go on; the port is closed. `retry` takes it up where it was.
 */
export type SetupPhase = 'running' | 'done' | 'failed';

/** No procedure. */
export interface IdleSetup {
  readonly type: 'idle';
}

/** Which port is the arm's: the operator pulls its plug and puts it in again. */
export interface FindPortState extends ProcedureState {
  readonly type: 'find-port';
  readonly phase: SetupPhase;
  readonly step: 'unplug' | 'replug' | 'found';
  /** What is plugged in now. */
  readonly ports: readonly PortDescription[];
  /** The port that went and came back. */
  readonly port?: PortDescription;
}

/** A servo that answered a scan. What it did not answer is absent. */
export interface FoundServo {
  readonly kind: ServoKind;
  readonly baudRate: number;
  readonly id: number;
  readonly modelNumber?: number;
  /** For example "STS3215"; absent when Tempera does not know the model. */
  readonly model?: string;
  readonly firmware?: string;
  readonly voltageV?: number;
  readonly temperatureC?: number;
  readonly torque?: boolean;
  /** The joint that this id has in an arm of this kind. */
  readonly joint?: string;
}

/** Who answers at a port. */
export interface ScanState extends ProcedureState {
  readonly type: 'scan';
  readonly phase: SetupPhase;
  readonly path: string;
  readonly servos: readonly FoundServo[];
  /** A Tempera board that answers there, with its firmware's version. */
  readonly board?: { readonly firmware: string };
  /** What this port would be connected as, for example "feetech:/dev/ttyACM0?arm=left"; absent when nothing answers. */
  readonly address?: string;
  /** The arm of the library whose calibration these servos hold. */
  readonly armName?: string;
}

/** One motor of an arm whose ids are being assigned. */
export interface MotorStatus {
  readonly joint: string;
  /** The id that it is to have. */
  readonly id: number;
  /** Models that may be built in here, for example "STS3215". */
  readonly model: string;
  readonly state: 'waiting' | 'current' | 'done' | 'skipped';
}

/** Giving each motor its id and speed, one at a time, from the gripper to the base. It goes on where it was left. */
export interface MotorsState extends ProcedureState {
  readonly type: 'motors';
  readonly phase: SetupPhase;
  /**
   * - `resume`: an earlier attempt was left unfinished.
   * - `connect`: the operator connects one motor, and nothing else.
   * - `assign`: it is looked for and written; no action.
   * - `chain`: all are done; they are connected to each other and asked together.
   */
  readonly step: 'resume' | 'connect' | 'assign' | 'chain' | 'done';
  readonly path: string;
  readonly kind: ServoKind;
  /** In the order in which they are set up. */
  readonly motors: readonly MotorStatus[];
  /** The motor that answered last. */
  readonly found?: FoundServo;
}

/** One joint while an arm is calibrated. Ticks are of 4096 a turn, after the new homing; absent before there are any. */
export interface CalibratedJoint {
  readonly name: string;
  readonly id: number;
  /** Live, 10 times a second. Before homing: as the servo says it. */
  readonly positionTicks?: number;
  /** The angle that the model shows; absent before homing. */
  readonly positionRad?: number;
  /** The least and the greatest position of the sweep so far. */
  readonly minTicks?: number;
  readonly maxTicks?: number;
  readonly minRad?: number;
  readonly maxRad?: number;
  /** The range of the model's joint. */
  readonly modelMinRad: number;
  readonly modelMaxRad: number;
  /** 1 where the joint turns against its servo. */
  readonly driveMode: 0 | 1;
  /** What is wrong with this joint, and what to do; absent when nothing is. */
  readonly problem?: string;
  /** Verification against the model: not yet, turns as the model does, turns against it, or left out. */
  readonly check: 'waiting' | 'current' | 'agrees' | 'reversed' | 'skipped';
}

/** A value in which an arm's file and its servos' memory differ. */
export interface RegisterDifference {
  readonly joint: string;
  readonly id: number;
  /** The register in words, for example "homing offset". */
  readonly register: string;
  /** Absent where the file, or the arm, has no such joint. */
  readonly file?: number;
  readonly servo?: number;
}

/** Calibrating an arm. Nothing in its servos or in its file changes before `write`; giving up leaves the old calibration in force. */
export interface CalibrationState extends ProcedureState {
  readonly type: 'calibrate';
  readonly phase: SetupPhase;
  /**
   * - `resume`: an earlier attempt was left unfinished (or writing it was cut off): go on, start over or restore.
   * - `support`: the torque is about to go off; the operator holds the arm.
   * - `middle`: the operator puts every joint into the middle of its range; half-turn homing follows.
   * - `sweep`: the operator moves every joint from end to end.
   * - `check`: joint by joint, the operator moves it as the sentence says, and the model must follow.
   * - `review`: what will be written, against what was there.
   * - `write`: file and servos are written; no action.
   */
  readonly step: 'resume' | 'support' | 'middle' | 'sweep' | 'check' | 'review' | 'write' | 'done';
  readonly path: string;
  readonly armName: string;
  readonly kind: ServoKind;
  /** In joint order. */
  readonly joints: readonly CalibratedJoint[];
  /** In `check`: the joint that the operator should move now, and the direction in words ("towards its left ..."). */
  readonly current?: { readonly joint: string; readonly direction: string };
  /** In `review`: what changes in the servos, `file` being the new value. */
  readonly changes?: readonly RegisterDifference[];
  /** Practice on an emulated arm: `setup.turnByHand` moves its joints. The window offers sliders for that. */
  readonly byHand: boolean;
}

/** The file of an arm against the memory of the servos. */
export interface ComparisonState extends ProcedureState {
  readonly type: 'compare';
  readonly phase: SetupPhase;
  /** `resume`: writing the servos was cut off before, and is finished or taken back first. */
  readonly step: 'resume' | 'read' | 'compared' | 'write' | 'done';
  readonly path: string;
  readonly armName: string;
  readonly kind: ServoKind;
  /** None when they agree. */
  readonly differences: readonly RegisterDifference[];
}

/** Writing the firmware of a Tempera board. */
export interface FlashState extends ProcedureState {
  readonly type: 'flash';
  readonly phase: SetupPhase;
  readonly step: 'confirm' | 'write' | 'restart' | 'done';
  readonly path: string;
  /** The firmware that is (to be) written. */
  readonly version: string;
  readonly verifiedBytes: number;
  readonly totalBytes: number;
}

export type SetupState = IdleSetup | FindPortState | ScanState | MotorsState | CalibrationState | ComparisonState | FlashState;
