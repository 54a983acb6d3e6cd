import type { ArmMode, ArmOwner, ArmStatus } from '../../shared/arm';
import type { PillTone } from '../design/pill';

const owners: Readonly<Record<ArmOwner, string>> = {
  nobody: 'ready',
  jog: 'jogging',
  training: 'training',
  replay: 'replaying',
  calibration: 'calibrating',
};

/** The arm's state in a few words, and how urgent it is, for the header's pill. */
export function armWords(arm: ArmStatus): { readonly words: string; readonly tone: PillTone } {
  const title = arm.description?.title ?? 'Arm';
  switch (arm.mode) {
    case 'disconnected':
      return { words: 'No arm connected', tone: 'quiet' };
    case 'stopped':
      return { words: `${title} · stopped, holding`, tone: 'danger' };
    case 'released':
      return { words: `${title} · torque off`, tone: 'warning' };
    case 'holding':
      return { words: `${title} · ${arm.owner === 'nobody' ? 'holding' : owners[arm.owner]}`, tone: 'good' };
    case 'moving':
      return { words: `${title} · ${arm.owner === 'nobody' ? 'moving' : owners[arm.owner]}`, tone: arm.owner === 'training' ? 'good' : 'active' };
  }
}

/** Why the operator cannot move the arm by hand now, in one sentence; `undefined` when they can. */
export function whyNotJog(arm: ArmStatus | undefined, connected: boolean): string | undefined {
  if (!connected) return 'The host does not answer, so nothing can be moved from here.';
  if (!arm || arm.mode === 'disconnected') return 'No arm is connected: connect one first.';
  if (arm.mode === 'stopped') return 'A stop is latched: press Engage to go on.';
  if (arm.mode === 'released') return 'Torque is off: press Engage to hold the arm first.';
  switch (arm.owner) {
    case 'training':
      return 'Training moves the arm: pause or finish it to jog by hand.';
    case 'replay':
      return 'A replay moves the arm: stop it to jog by hand.';
    case 'calibration':
      return 'A calibration has the arm: end it to jog by hand.';
    case 'nobody':
    case 'jog':
      return undefined;
  }
}

/** Why a paused run cannot go on now, in one sentence; `undefined` when it can. */
export function whyNotContinue(mode: ArmMode | undefined): string | undefined {
  if (mode === 'stopped') return 'A stop is latched: press Engage first, then Continue.';
  if (mode === 'released') return 'Torque is off: press Engage first, then Continue.';
  return undefined;
}
