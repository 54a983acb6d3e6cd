import type { PortDescription } from '../../shared/arm-setup';
import type { ControlTime } from '../control/control-time';
import type { ControlView } from '../control/control-view';
import type { PracticeArm } from '../control/serial/practice-arm';
import type { OpenLine } from '../control/serial/probe-bus';
import type { Stage } from './stage';

/** What the procedures of setting up need of the world around them. */
export interface SetupTools {
  readonly openLine: OpenLine;
  /** Opens the emulated arm of a name; undefined when the name is that of a port. */
  openPractice(path: string): Promise<PracticeArm | undefined>;
  listPorts(): Promise<readonly PortDescription[]>;
  readonly view: ControlView;
  readonly time: ControlTime;
}

/** The same with the library's folder for calibrations. */
export interface ProcedureTools extends SetupTools {
  readonly calibrationFolder: string;
}

/** One procedure: what it shows, and its steps from the first to the last. */
export interface Procedure {
  readonly stage: Pick<Stage, 'state' | 'act' | 'abandon' | 'end'>;
  /** May be run again after it failed. Closes whatever it opened. Rejects with `Abandoned` when the stage was given up. */
  run(): Promise<void>;
  turnByHand?(joint: string, positionRad: number): void;
}

/** Waits by the control side's time. */
export function pause(time: ControlTime, delayMs: number): Promise<void> {
  return new Promise((resolve) => void time.after(delayMs, resolve));
}
