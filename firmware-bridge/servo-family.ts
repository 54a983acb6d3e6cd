import type { HomingSign } from './calibration';
import type { Register } from './register';
import type { BusProtocol, Stretch } from './bus-protocol';

/** What a servo reports in one reading, in its own ticks. */
export interface ServoReading {
  readonly positionTicks: number;
  readonly velocityTicksS: number;
  /** Signed fraction of the available torque, where the servo measures it. */
  readonly load?: number;
  readonly currentA?: number;
  readonly voltageV: number;
  readonly temperatureC: number;
}

/** A value that a register should have. */
export interface RegisterValue {
  readonly register: Register;
  readonly value: number;
}

/** How fast a joint's servo may turn by itself, whatever its goal: a little above what the supervisor asks. */
export interface ServoLimits {
  readonly velocityTicksS: number;
  readonly accelerationTicksS2: number;
}

/** What a servo can find wrong with itself. */
export interface ServoHealth {
  readonly torque: boolean;
  /** Errors that took the torque away or may do so, as sentences that follow the servo's name. */
  readonly errors: readonly string[];
  /** It stopped by itself because it had heard nothing for too long. */
  readonly watchdogTripped: boolean;
}

/** One family of bus servos as data: what an arm's driver needs to know beside the packets. */
export interface ServoFamily {
  readonly name: 'feetech' | 'dynamixel';
  /** For example "Feetech STS3215". */
  readonly title: string;
  readonly protocol: BusProtocol;
  /** Baud rates at which a bus of these servos is looked for, in order. */
  readonly baudRates: readonly number[];
  /** Every baud rate that a servo of this family can be set to, with its code in the register, the likeliest first. */
  readonly baudCodes: ReadonlyMap<number, number>;
  readonly models: ReadonlyMap<number, string>;
  readonly registers: {
    readonly modelNumber: Register;
    readonly id: Register;
    readonly baudRate: Register;
    /** One register or two, read as major and minor. */
    readonly firmware: readonly Register[];
    readonly operatingMode: Register;
    readonly homingOffset: Register;
    readonly minPositionLimit: Register;
    readonly maxPositionLimit: Register;
    readonly minVoltageLimit: Register;
    readonly maxVoltageLimit: Register;
    readonly presentVoltage: Register;
    readonly presentTemperature: Register;
    readonly torqueEnable: Register;
    readonly goalPosition: Register;
    readonly presentPosition: Register;
    /** Bit 0 turns the servo's positions round; absent where the driver does that. */
    readonly driveMode?: Register;
    /** EEPROM is written with this at 0, and it is set to 1 again. */
    readonly lock?: Register;
    /** Stops the servo when it hears nothing for a while; absent where there is none. */
    readonly busWatchdog?: Register;
  };
  readonly voltsPerCount: number;
  /** Operating modes in which goal positions are followed; the first is set where none of them is. */
  readonly positionModes: readonly number[];
  readonly homingSign: HomingSign;
  /** The largest homing offset, up or down, that the register holds. */
  readonly largestHoming: number;
  /** The drive mode of a calibration is applied here; otherwise the servo's own register does it. As in LeRobot. */
  readonly appliesDriveMode: boolean;
  /** EEPROM values for a fast and complete answer. */
  readonly housekeeping: readonly RegisterValue[];
  /** Further bits of EEPROM that must be 0 for positions to be what a calibration means. */
  readonly clearedBits: readonly { readonly register: Register; readonly bits: number }[];
  /** Whether a servo in an operating mode follows positions that are shifted by a homing offset. */
  holdsHoming(operatingMode: number, homingOffset: number): boolean;
  /** The operating mode to bring it into where it does not. */
  modeForHoming(homingOffset: number): number;
  /** One read of this has all of a `ServoReading`. */
  readonly presentStretch: Stretch;
  decodePresent(data: Uint8Array, model: number): ServoReading;
  /** Volatile registers that a servo loses with its supply. */
  motionSetUp(limits: ServoLimits): readonly RegisterValue[];
  /** What is read now and then beside the state; `decodeHealth` takes the data in this order. */
  readonly healthStretches: readonly Stretch[];
  /** @param errorBits those of the last of these replies. */
  decodeHealth(data: readonly Uint8Array[], errorBits: number): ServoHealth;
  /** Value of `busWatchdog` for a time. */
  watchdogCount(timeoutMs: number): number;
}
